/**
 * Holds the things that all themes share: firms, persons, streets, devices; pure functions of seed
 * and index. May import model. Must not use Spark or Iceberg, nor write files.
 */
@NullMarked
package io.citylake.city.entity;

import org.jspecify.annotations.NullMarked;
