/**
 * Holds GA/T 1400 as its upper side speaks it: who registers, what a body holds, and what is
 * answered. May import model and contract. Must not know of HTTP's server or of spools.
 */
@NullMarked
package io.citylake.receive.viid;

import org.jspecify.annotations.NullMarked;
