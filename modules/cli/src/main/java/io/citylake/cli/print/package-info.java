/** Holds tables, bars and trees on a terminal. Must not know commands. */
@NullMarked
package io.citylake.cli.print;

import org.jspecify.annotations.NullMarked;
