/**
 * Holds the nouns that every module speaks: names, positions, rows, tallies, outcomes, errors. May
 * import nothing of ours. Must not use Spark, Iceberg, Hadoop, Arrow, Jackson or SLF4J.
 */
@NullMarked
package io.citylake.model;

import org.jspecify.annotations.NullMarked;
