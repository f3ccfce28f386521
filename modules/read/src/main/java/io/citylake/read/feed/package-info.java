/**
 * Holds the source of live feeds: what the spool has, as records. May import record, format and the
 * spool. Must not use Iceberg.
 */
@NullMarked
package io.citylake.read.feed;

import org.jspecify.annotations.NullMarked;
