package io.citylake.govern.access;

import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.model.TableName;
import java.time.Instant;
import java.util.List;

/** Entries as a gate would write them. */
final class Entries {
  static final TableName FIRM = TableName.parse("enterprise.ods_firm");

  private Entries() {}

  static AccessEntry of(String at, String user, String statement) {
    return new AccessEntry(
        Instant.parse(at),
        new Caller(user, List.of("analyst"), "抽查", Lane.HTTP, "10.0.0.1"),
        Action.QUERY,
        statement,
        Constants.unknown(),
        List.of(new TableAccess(FIRM, List.of("uscc", "name"), 2, 8_273_648_273_648L)),
        12,
        "answered",
        "",
        7,
        "p1");
  }
}
