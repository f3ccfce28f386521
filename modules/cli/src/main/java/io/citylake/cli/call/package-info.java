/**
 * Holds what one call of the command line is given, and how it fails or is stopped. Must not know
 * commands.
 */
@NullMarked
package io.citylake.cli.call;

import org.jspecify.annotations.NullMarked;
