package io.citylake.govern.user;

import io.citylake.model.Secret;
import java.time.Instant;
import java.util.List;

/**
 * A user as the book has it.
 *
 * @param id never given to another user, also not to one of the same name
 * @param roles sorted
 * @param generation goes up with each change of the password, and where he is shut out; tokens of
 *     before are void for good
 * @param password hashed, in PHC's string format
 */
public record User(
    String id,
    String name,
    List<String> roles,
    boolean disabled,
    Instant createdAt,
    int generation,
    Secret password) {
  public User {
    roles = roles.stream().sorted().distinct().toList();
  }

  User withRoles(List<String> others) {
    return new User(id, name, others, disabled, createdAt, generation, password);
  }

  User withPassword(Secret other) {
    return new User(id, name, roles, disabled, createdAt, generation + 1, other);
  }

  User asDisabled() {
    return new User(id, name, roles, true, createdAt, generation + 1, password);
  }

  User asEnabled() {
    return new User(id, name, roles, false, createdAt, generation, password);
  }
}
