/**
 * Holds the commands that schedule: scheduler, schedule, backfill, status. Must not decide what is
 * due.
 */
@NullMarked
package io.citylake.cli.schedule;

import org.jspecify.annotations.NullMarked;
