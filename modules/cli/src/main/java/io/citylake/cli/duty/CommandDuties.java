package io.citylake.cli.duty;

import io.citylake.contract.policy.Duty;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whose each command is, by its words. What isn't named is the system administrator's, so that a
 * command which is new, or changes something, is never open by oversight.
 */
final class CommandDuties {
  /** They read what is declared, or nothing of a lake, and write no file that is named to them. */
  private static final Set<String> ANYBODYS =
      Set.of("", "help", "validate", "list", "plan", "warm-up");

  /**
   * Nobody's: {@code sql}, {@code app} and {@code dossier} hand out rows to whoever is at the
   * machine, and the server answers the same to a login; the log is pruned by none of the three.
   * The reference is written where the program is made, in any directory.
   */
  private static final Set<String> NOBODYS =
      Set.of("sql", "app", "app list", "app show", "dossier", "audit prune", "generate-reference");

  private static final Map<String, Set<Duty>> OTHERS =
      Map.ofEntries(
          Map.entry("user", Set.of(Duty.SECURITY)),
          Map.entry("user add", Set.of(Duty.SECURITY)),
          Map.entry("user list", Set.of(Duty.SECURITY)),
          Map.entry("user passwd", Set.of(Duty.SECURITY)),
          Map.entry("user roles", Set.of(Duty.SECURITY)),
          Map.entry("user disable", Set.of(Duty.SECURITY)),
          Map.entry("user enable", Set.of(Duty.SECURITY)),
          Map.entry("user rm", Set.of(Duty.SECURITY)),
          Map.entry("user unseparate", Set.of(Duty.SYSTEM, Duty.SECURITY)),
          Map.entry("grades", Set.of(Duty.SECURITY)),
          Map.entry("audit", Set.of(Duty.AUDIT)),
          Map.entry("audit verify", Set.of(Duty.AUDIT)),
          Map.entry("audit sign", Set.of(Duty.SECURITY)));

  private CommandDuties() {}

  /** Those that are named, which must all be commands. */
  static Set<String> named() {
    Set<String> all = new TreeSet<>(OTHERS.keySet());
    all.addAll(ANYBODYS);
    all.addAll(NOBODYS);
    return all;
  }

  static boolean isAnybodys(String command) {
    return ANYBODYS.contains(command);
  }

  /** Empty where it is nobody's. */
  static Set<Duty> of(String command) {
    return NOBODYS.contains(command) ? Set.of() : OTHERS.getOrDefault(command, Set.of(Duty.SYSTEM));
  }
}
