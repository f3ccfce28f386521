/**
 * Holds schedules in the words of other schedulers. May import plans and timetables; must not know
 * slots, nor what becomes of them.
 */
@NullMarked
package io.citylake.schedule.export;

import org.jspecify.annotations.NullMarked;
