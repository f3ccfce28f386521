package io.citylake.schedule.export;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands before a task that has moments of its own.
 *
 * @param zone of its days and times
 * @param time of the day; null where it is the moment of the flow itself
 * @param after how long after the flow has begun that is, on the first day; below zero where it
 *     would have to begin before
 * @param days on which it runs; null for each
 * @param until the last day that {@code days} knows of; null where it needs none
 */
record Gate(
    ZoneId zone,
    @Nullable LocalTime time,
    Duration after,
    @Nullable List<LocalDate> days,
    @Nullable LocalDate until) {
  Gate {
    days = days == null ? null : List.copyOf(days);
  }
}
