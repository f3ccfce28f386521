/**
 * Holds when a task runs: cron texts, intervals, calendars of working days, and what is declared
 * about slots. Must not know who runs them.
 */
@NullMarked
package io.citylake.contract.schedule;

import org.jspecify.annotations.NullMarked;
