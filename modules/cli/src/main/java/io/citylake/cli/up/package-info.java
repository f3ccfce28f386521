/**
 * Holds the command that runs all parts of a small deployment in one process. May import app and
 * what the commands of the parts print.
 */
@NullMarked
package io.citylake.cli.up;

import org.jspecify.annotations.NullMarked;
