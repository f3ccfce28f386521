/**
 * Holds how a table goes back to an earlier state, and what follows from it. May import the
 * catalog, metadata, history, holds and reservations. Must not know who asks.
 */
@NullMarked
package io.citylake.lake.rollback;

import org.jspecify.annotations.NullMarked;
