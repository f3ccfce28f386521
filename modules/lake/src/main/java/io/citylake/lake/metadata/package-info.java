/**
 * Holds what Iceberg's metadata says of a table: totals, branches, positions. May import model and
 * the catalog. Nobody outside this module reads summaries, references or CityLake's properties by
 * hand.
 */
@NullMarked
package io.citylake.lake.metadata;

import org.jspecify.annotations.NullMarked;
