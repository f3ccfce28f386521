/**
 * Holds the judgement of rows (mapping, types, rules) and the audits of tables. May import {@code
 * model} and {@code contract}. Must not know a reader, a writer or Iceberg.
 */
@NullMarked
package io.citylake.check;

import org.jspecify.annotations.NullMarked;
