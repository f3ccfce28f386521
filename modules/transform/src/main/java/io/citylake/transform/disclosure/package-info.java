/**
 * Holds what a derived table doesn't tell of few persons. May import {@code contract} and Spark.
 * Must not know steps, which ask it.
 */
@NullMarked
package io.citylake.transform.disclosure;

import org.jspecify.annotations.NullMarked;
