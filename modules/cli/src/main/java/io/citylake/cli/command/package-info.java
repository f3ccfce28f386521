/**
 * Holds the commands of a data engineer, an analyst and an operator, one class each. Must not know
 * the reference city.
 */
@NullMarked
package io.citylake.cli.command;

import org.jspecify.annotations.NullMarked;
