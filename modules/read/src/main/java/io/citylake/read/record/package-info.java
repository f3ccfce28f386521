/**
 * Holds the cursor that every source is read by, and what a record's raw text looks like. May
 * import model and contract. Must not use Iceberg.
 */
@NullMarked
package io.citylake.read.record;

import org.jspecify.annotations.NullMarked;
