/**
 * Holds the reference city: what its departments send, made from a seed, and the files that
 * benchmarks load. May import model. Must not use Spark or Iceberg.
 */
@NullMarked
package io.citylake.city;

import org.jspecify.annotations.NullMarked;
