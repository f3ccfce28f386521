/**
 * Holds what sends themes 11 to 16. May import city, file and entity. Must not use Spark or
 * Iceberg.
 */
@NullMarked
package io.citylake.city.industry;

import org.jspecify.annotations.NullMarked;
