/**
 * Holds database tables to records by watermark and range. May import record. Must not use Iceberg.
 */
@NullMarked
package io.citylake.read.jdbc;

import org.jspecify.annotations.NullMarked;
