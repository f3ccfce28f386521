/**
 * Holds alerts: what is wrong is decided once, kept, and sent until it has arrived. Must not know
 * how a slot is run.
 */
@NullMarked
package io.citylake.schedule.alert;

import org.jspecify.annotations.NullMarked;
