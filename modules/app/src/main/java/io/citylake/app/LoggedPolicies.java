package io.citylake.app;

import io.citylake.contract.policy.Policies;
import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.access.AccessEntry;
import io.citylake.govern.access.AccessLog;
import io.citylake.govern.access.Action;
import io.citylake.govern.duty.SeparationRecord;
import io.citylake.govern.state.StateFile;
import io.citylake.model.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Policies whose changes are in the access log before anybody is admitted by them, also those that
 * were made while nothing ran. Who changed the file is not known; the log says which roles became
 * others. Safe for threads and for several processes.
 */
final class LoggedPolicies implements Supplier<Policies> {
  private static final Caller NOBODY =
      new Caller("local:unknown", List.of(), null, Lane.CLI, "localhost");

  private final Supplier<Policies> policies;
  private final SeparationRecord separation;
  private final AccessLog log;
  private final Clock clock;
  private final StateFile known;
  private volatile @Nullable Policies logged;

  LoggedPolicies(
      Supplier<Policies> policies,
      SeparationRecord separation,
      AccessLog log,
      Clock clock,
      Path stateDir) {
    this.policies = policies;
    this.separation = separation;
    this.log = log;
    this.clock = clock;
    this.known = new StateFile(stateDir.resolve("policies.known"));
  }

  @Override
  public Policies get() {
    Policies now = policies.get();
    if (!now.equals(logged)) {
      separation.require(now.duties(), clock.instant());
      note(now);
      logged = now;
    }
    return now;
  }

  private void note(Policies now) {
    SortedMap<String, String> parts = parts(now);
    known.change(
        content -> {
          SortedMap<String, String> before = content.map(LoggedPolicies::read).orElse(null);
          if (!parts.equals(before)) {
            String what = before == null ? "policies as they are" : difference(before, parts);
            log.record(
                AccessEntry.of(clock.instant(), NOBODY, Action.POLICY, what, "allowed")
                    .withPolicy(now.version()));
          }
          return written(parts);
        });
  }

  /** A digest of each role, and of what is beside the roles. */
  private static SortedMap<String, String> parts(Policies policies) {
    SortedMap<String, String> parts = new TreeMap<>();
    policies.roles().forEach((name, role) -> parts.put(name, Sha256.hex(role.toString())));
    parts.put(
        "*",
        Sha256.hex(
            policies.purposes() + " " + policies.purposeRequiredFrom() + " " + policies.masks()));
    if (policies.duties().areSeparated()) {
      parts.put("**", Sha256.hex(policies.duties().toString()));
    }
    return parts;
  }

  private static String difference(Map<String, String> before, Map<String, String> now) {
    SortedSet<String> added = new TreeSet<>(now.keySet());
    added.removeAll(before.keySet());
    SortedSet<String> removed = new TreeSet<>(before.keySet());
    removed.removeAll(now.keySet());
    SortedSet<String> changed = new TreeSet<>(now.keySet());
    changed.removeIf(each -> !before.containsKey(each) || now.get(each).equals(before.get(each)));
    boolean general = changed.remove("*");
    boolean duties =
        Stream.of(added, changed, removed).filter(each -> each.remove("**")).count() > 0;
    return "policies changed: roles added %s, changed %s, removed %s%s%s"
        .formatted(
            added,
            changed,
            removed,
            general ? ", purposes or masks of all" : "",
            duties ? ", who the separated administrators are" : "");
  }

  private static SortedMap<String, String> read(byte[] content) {
    SortedMap<String, String> parts = new TreeMap<>();
    new String(content, StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.split(" ", 2))
        .filter(each -> each.length == 2)
        .forEach(each -> parts.put(each[0], each[1]));
    return parts;
  }

  private static byte[] written(SortedMap<String, String> parts) {
    StringBuilder lines = new StringBuilder();
    parts.forEach((name, digest) -> lines.append(name).append(' ').append(digest).append('\n'));
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }
}
