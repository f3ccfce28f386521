/**
 * Holds the scheduler: it looks at the clock and the slots, and hands out what is due. Must not
 * know how a task is run.
 */
@NullMarked
package io.citylake.schedule;

import org.jspecify.annotations.NullMarked;
