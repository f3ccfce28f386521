/**
 * Holds what receives live feeds, and the spool that keeps what was received until every job has
 * published it. May import model and contract. Must not use Spark or Iceberg.
 */
@NullMarked
package io.citylake.receive;

import org.jspecify.annotations.NullMarked;
