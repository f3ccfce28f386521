/**
 * Holds the row judge: a mapped, parsed and tested row with its reasons. May import parse and rule.
 * Must not know tables or Spark.
 */
@NullMarked
package io.citylake.check.mapping;

import org.jspecify.annotations.NullMarked;
