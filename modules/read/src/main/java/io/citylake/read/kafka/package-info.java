/**
 * Holds the reading of a topic: its offsets as the position, ranges of them as tasks. May import
 * model and contract. Must not use Iceberg, nor commit offsets to a group.
 */
@NullMarked
package io.citylake.read.kafka;

import org.jspecify.annotations.NullMarked;
