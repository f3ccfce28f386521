package io.citylake.model;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One consistent state of the lake: what a round of jobs published together, and for every other
 * table what the release before said.
 *
 * @param id counts from 1; a later release has a higher one
 * @param at when the round ended
 * @param tables the snapshot at which each is served
 */
public record Release(long id, Instant at, SortedMap<TableName, TableSnapshot> tables) {
  public Release {
    tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
  }

  /**
   * One state of one table.
   *
   * @param uuid of the table: a name that was dropped and made again is another table
   */
  public record TableSnapshot(String uuid, long snapshotId) {}
}
