/** Holds where alerts, their events and their messages are kept. */
@NullMarked
package io.citylake.schedule.alert.store;

import org.jspecify.annotations.NullMarked;
