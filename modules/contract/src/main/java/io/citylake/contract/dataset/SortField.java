package io.citylake.contract.dataset;

import java.io.Serializable;

/**
 * One part of a sort order, written {@code device_id} or {@code event_time desc}; nulls first when
 * ascending.
 */
public record SortField(String column, boolean descending) implements Serializable {
  @Override
  public String toString() {
    return descending ? column + " desc" : column;
  }
}
