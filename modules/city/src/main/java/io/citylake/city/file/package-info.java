/**
 * Holds how departments write files: sheets with their dirt, lines of feeds, database files. May
 * import model, entity and the counts of city. Must not use Spark or Iceberg.
 */
@NullMarked
package io.citylake.city.file;

import org.jspecify.annotations.NullMarked;
