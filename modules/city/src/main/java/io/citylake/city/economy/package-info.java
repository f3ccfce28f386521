/**
 * Holds what sends themes 1 to 4, 7 and the shared dimensions. May import city, file and entity.
 * Must not use Spark or Iceberg.
 */
@NullMarked
package io.citylake.city.economy;

import org.jspecify.annotations.NullMarked;
