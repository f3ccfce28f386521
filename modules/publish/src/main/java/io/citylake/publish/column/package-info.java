/**
 * Writes rows to Parquet column by column: values of a page lie in arrays of their own and are
 * encoded at once, where Parquet's row-wise writer sends each through a chain of calls. What is
 * written is what Iceberg's own writer writes: the same types, field ids, pages, bounds and counts.
 *
 * @see <a href="https://parquet.apache.org/docs/file-format/">Parquet's file format</a>
 */
@NullMarked
package io.citylake.publish.column;

import org.jspecify.annotations.NullMarked;
