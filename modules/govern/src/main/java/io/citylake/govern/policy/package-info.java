/**
 * Holds what policies come to for one caller: which tables, columns, rows and masks. May import
 * {@code model}, {@code contract} and {@code govern}. Must not know Spark.
 */
@NullMarked
package io.citylake.govern.policy;

import org.jspecify.annotations.NullMarked;
