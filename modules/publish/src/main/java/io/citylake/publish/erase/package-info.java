/** Persons taken out of tables: found in files, rewritten, and earlier snapshots expired. */
@NullMarked
package io.citylake.publish.erase;

import org.jspecify.annotations.NullMarked;
