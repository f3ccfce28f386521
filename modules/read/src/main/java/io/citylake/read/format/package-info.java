/**
 * Holds bytes to records: CSV, JSON, xlsx, Parquet, Avro, Protobuf. May import record; knows no
 * Spark. Must not use Iceberg.
 */
@NullMarked
package io.citylake.read.format;

import org.jspecify.annotations.NullMarked;
