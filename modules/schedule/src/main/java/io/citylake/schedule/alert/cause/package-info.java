/** Holds what can be wrong, and how it is seen in slots, runs, disks and policies. */
@NullMarked
package io.citylake.schedule.alert.cause;

import org.jspecify.annotations.NullMarked;
