/**
 * Holds a lake's archive: points in time of its catalog, with the files that their tables name. May
 * import the catalog, metadata, file access, holds, health and the move. Must not know who asks.
 */
@NullMarked
package io.citylake.lake.backup;

import org.jspecify.annotations.NullMarked;
