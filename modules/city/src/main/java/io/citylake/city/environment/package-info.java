/**
 * Holds what sends themes 18 to 21 and 28. May import city, file and entity. Must not use Spark or
 * Iceberg.
 */
@NullMarked
package io.citylake.city.environment;

import org.jspecify.annotations.NullMarked;
