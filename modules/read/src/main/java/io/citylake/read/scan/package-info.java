/**
 * Holds Spark's side: a DataSource V2 batch scan that judges records while it reads them. May
 * import record. Must not use Iceberg.
 */
@NullMarked
package io.citylake.read.scan;

import org.jspecify.annotations.NullMarked;
