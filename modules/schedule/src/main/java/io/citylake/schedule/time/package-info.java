/** Holds which moments a schedule has, and which slot each is. Must not know slots' states. */
@NullMarked
package io.citylake.schedule.time;

import org.jspecify.annotations.NullMarked;
