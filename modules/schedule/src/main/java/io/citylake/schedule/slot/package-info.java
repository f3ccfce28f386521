/**
 * Holds what a slot is: its name, its states and which may follow which. Must not know databases.
 */
@NullMarked
package io.citylake.schedule.slot;

import org.jspecify.annotations.NullMarked;
