/**
 * Holds how Spark's conditions are put so that Iceberg's answer to them is SQL's. May import
 * nothing of ours. Must not know tables or runs.
 */
@NullMarked
package io.citylake.lake.filter;

import org.jspecify.annotations.NullMarked;
