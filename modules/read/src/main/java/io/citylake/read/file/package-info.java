/**
 * Holds which files are new, what they hold and how they are cut into tasks. May import record and
 * format. Must not use Iceberg.
 */
@NullMarked
package io.citylake.read.file;

import org.jspecify.annotations.NullMarked;
