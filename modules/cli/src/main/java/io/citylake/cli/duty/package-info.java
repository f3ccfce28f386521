/**
 * Holds which administrator each command is for, where the policies separate them. May import
 * {@code app}, {@code govern}, {@code contract} and {@code cli.call}. Must not know what commands
 * do.
 */
@NullMarked
package io.citylake.cli.duty;

import org.jspecify.annotations.NullMarked;
