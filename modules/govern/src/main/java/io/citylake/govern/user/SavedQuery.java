package io.citylake.govern.user;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A statement that somebody saved. What it reads is decided when it is run, for whoever runs it.
 *
 * @param id never given to another
 * @param owner whose it is: the id of a user of the book, or the name of one from outside
 * @param ownerName what the owner is called
 * @param folder empty for none
 * @param sharedWith a role whose users see it, too; null for none
 */
public record SavedQuery(
    String id,
    String owner,
    String ownerName,
    String name,
    String folder,
    String sql,
    @Nullable String sharedWith,
    Instant changedAt) {

  /** What somebody wants to save. */
  public record Draft(String name, String folder, String sql, @Nullable String sharedWith) {}
}
