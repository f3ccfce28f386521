/**
 * Holds the reference city: requests, parts, counts and the truth, and the files that benchmarks
 * load. May import model, and Spark to spread parts over a cluster. Must not use Iceberg.
 */
@NullMarked
package io.citylake.city;

import org.jspecify.annotations.NullMarked;
