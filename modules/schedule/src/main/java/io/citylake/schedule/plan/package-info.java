/** Holds who is scheduled, who waits for whom, and one look that decides. Must not run anything. */
@NullMarked
package io.citylake.schedule.plan;

import org.jspecify.annotations.NullMarked;
