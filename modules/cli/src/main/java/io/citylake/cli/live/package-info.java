/**
 * Holds the commands of live feeds: receiving, and the runs that follow what comes. May import app
 * and the commands' shared options.
 */
@NullMarked
package io.citylake.cli.live;

import org.jspecify.annotations.NullMarked;
