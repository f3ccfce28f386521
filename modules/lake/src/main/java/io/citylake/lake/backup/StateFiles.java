package io.citylake.lake.backup;

import java.util.List;
import java.util.stream.Stream;

/** What lies in the state directory, or in the catalog's database where that is a server. */
final class StateFiles {
  /**
   * Who may log in, by hashes of passwords, what they saved, and that administrators are separated.
   */
  static final List<String> USERS = List.of("users.json", "separation.json", "saved-queries.json");

  /** What tokens are signed, values masked and the erased kept out with. */
  static final List<String> KEYS = List.of("token.key", "mask.key", "erasure.key");

  private StateFiles() {}

  static List<String> all() {
    return Stream.concat(USERS.stream(), KEYS.stream()).toList();
  }
}
