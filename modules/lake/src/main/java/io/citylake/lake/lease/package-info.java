/**
 * Holds reservations of tables between processes. May import model and the catalog. Must not know
 * what is done under a reservation.
 */
@NullMarked
package io.citylake.lake.lease;

import org.jspecify.annotations.NullMarked;
