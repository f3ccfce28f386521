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
 * @param operates themes about whose schedules its users decide, at the machine and over HTTP, or
 *     {@code *} for all; administrators decide about all
 * @param manages words for what its users change through the server; empty for nothing
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
    List<String> operates,
    List<String> manages,
    ResourceLimits limits) {
  /** The word for who may log in, with which roles. */
  public static final String USERS = "users";

  public Role {
    purposes = List.copyOf(purposes);
    grants = List.copyOf(grants);
    filters = List.copyOf(filters);
    masks = List.copyOf(masks);
    operates = List.copyOf(operates);
    manages = List.copyOf(manages);
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

  /** Of somebody who only reads, or an administrator. */
  public Role(
      String name,
      Title title,
      Rank rank,
      History history,
      List<String> purposes,
      List<Grant> grants,
      List<RowFilter> filters,
      List<Mask> masks,
      ResourceLimits limits) {
    this(name, title, rank, history, purposes, grants, filters, masks, List.of(), limits);
  }

  /** One that changes nothing through the server. */
  public Role(
      String name,
      Title title,
      Rank rank,
      History history,
      List<String> purposes,
      List<Grant> grants,
      List<RowFilter> filters,
      List<Mask> masks,
      List<String> operates,
      ResourceLimits limits) {
    this(name, title, rank, history, purposes, grants, filters, masks, operates, List.of(), limits);
  }

  /** Whether it decides about the schedules of a theme. */
  public boolean operates(String theme) {
    return isAdministrator() || operates.contains(Grant.ALL) || operates.contains(theme);
  }

  public boolean isAdministrator() {
    return rank == Rank.ADMINISTRATOR;
  }
}
