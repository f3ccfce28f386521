package io.citylake.contract.policy;

import io.citylake.contract.Title;
import java.util.List;

/**
 * What those who have a role may do.
 *
 * @param rank administrators read everything, in clear and without a purpose; what follows is then
 *     empty
 * @param history whether {@code VERSION AS OF} and {@code TIMESTAMP AS OF} are open
 * @param purposes that may be stated; empty for all of the policies
 * @param filters all of them hold at once
 * @param masks the most specific one counts: by table and column, by column, by grade
 */
public record Role(
    String name,
    Title title,
    Rank rank,
    History history,
    List<String> purposes,
    List<Grant> grants,
    List<RowFilter> filters,
    List<Mask> masks,
    ResourceLimits limits) {
  public Role {
    purposes = List.copyOf(purposes);
    grants = List.copyOf(grants);
    filters = List.copyOf(filters);
    masks = List.copyOf(masks);
  }

  /** Whether grants count. */
  public enum Rank {
    ADMINISTRATOR,
    READER
  }

  /** Which states of a table may be asked for. */
  public enum History {
    RELEASED,
    LATEST
  }

  public boolean isAdministrator() {
    return rank == Rank.ADMINISTRATOR;
  }
}
