/**
 * Holds what looks whether the files of tables are there and are what was written. May import
 * model, the catalog, file access and metadata. Must not change anything.
 */
@NullMarked
package io.citylake.lake.health;

import org.jspecify.annotations.NullMarked;
