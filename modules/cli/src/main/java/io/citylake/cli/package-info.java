/**
 * Holds the {@code citylake} command, the only main. May import all modules. Commands that need no
 * Spark must not touch a class that starts it.
 */
@NullMarked
package io.citylake.cli;

import org.jspecify.annotations.NullMarked;
