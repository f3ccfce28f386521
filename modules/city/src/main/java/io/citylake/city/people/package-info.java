/**
 * Holds what sends themes 22 to 26. May import city, file and entity. Must not use Spark or
 * Iceberg.
 */
@NullMarked
package io.citylake.city.people;

import org.jspecify.annotations.NullMarked;
