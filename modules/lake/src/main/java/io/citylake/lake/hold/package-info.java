/**
 * Holds who still needs which snapshot, and until when. May import model, the catalog, metadata,
 * history and reservations' owners. Must not know what expires snapshots.
 */
@NullMarked
package io.citylake.lake.hold;

import org.jspecify.annotations.NullMarked;
