/**
 * Holds what sends themes 29 to 32. May import city, file and entity. Must not use Spark or
 * Iceberg.
 */
@NullMarked
package io.citylake.city.mobility;

import org.jspecify.annotations.NullMarked;
