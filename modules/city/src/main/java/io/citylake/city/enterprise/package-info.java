/**
 * Holds what sends themes 5, 6, 8 to 10, 17 and 27. May import city, file and entity. Must not use
 * Spark or Iceberg.
 */
@NullMarked
package io.citylake.city.enterprise;

import org.jspecify.annotations.NullMarked;
