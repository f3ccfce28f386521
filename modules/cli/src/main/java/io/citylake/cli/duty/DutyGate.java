package io.citylake.cli.duty;

import io.citylake.app.Account;
import io.citylake.app.OperatorLog;
import io.citylake.cli.call.Invocation;
import io.citylake.contract.policy.Duties;
import io.citylake.contract.policy.Duty;
import io.citylake.contract.settings.Settings;
import io.citylake.govern.Caller;
import io.citylake.govern.access.AccessJournal;
import io.citylake.govern.access.Action;
import io.citylake.govern.access.HashChainedLog;
import io.citylake.govern.duty.SeparationRecord;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.catalog.PrivatePlaces;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * Before a command runs: where the policies separate administrators, only the one whose duty it is
 * may call it, by his account of the operating system; what he calls, and what is refused, is in
 * the access log. A lake whose policies never separated them is not asked anything more. Before
 * that, whoever calls as another than he logged in as must name a home that is the account's own:
 * by his own he would judge himself. What is anybody's is asked of him alone, and written down.
 */
public final class DutyGate {
  private static final String PROGRAM = "citylake";

  private final Invocation invocation;

  public DutyGate(Invocation invocation) {
    this.invocation = invocation;
  }

  /**
   * Lets the command pass.
   *
   * @throws CityLakeException DUTY_SEPARATED where it is another's; SEPARATION_REMOVED
   */
  public void require(ParseResult parsed) {
    List<CommandLine> called = parsed.asCommandLineList();
    ParseResult last = called.get(called.size() - 1).getParseResult();
    String command = words(last);
    boolean asksForHelp =
        called.stream()
            .map(CommandLine::getParseResult)
            .anyMatch(each -> each.isUsageHelpRequested() || each.isVersionHelpRequested());
    boolean isAnother = !invocation.account().equals(Account.ofProcess());
    boolean isAnybodys = CommandDuties.isAnybodys(command);
    if (!asksForHelp && (isAnother || !isAnybodys)) {
      @Nullable Path named = last.matchedOptionValue("--home", null);
      if (isAnother) {
        home(named).ifPresent(home -> OwnedHome.require(home, command));
      }
      if (isAnybodys) {
        settings(named).ifPresent(settings -> note(command, last, named, settings));
      } else {
        settings(named).ifPresent(settings -> require(command, last, named, settings));
      }
    }
  }

  /** A lake that was never applied has no log yet, and one with mistakes says so itself. */
  private void note(String command, ParseResult parsed, @Nullable Path named, Settings settings) {
    Duties duties = declaredNow(named);
    if (duties.areSeparated() && Files.isDirectory(settings.stateDir())) {
      journal(settings)
          .record(
              caller(duties.roleOf(invocation.account())),
              Action.COMMAND,
              said(command, parsed),
              "allowed",
              "");
    }
  }

  private Duties declaredNow(@Nullable Path named) {
    try {
      return invocation.duties(named);
    } catch (CityLakeException e) {
      return Duties.none();
    }
  }

  private AccessJournal journal(Settings settings) {
    return new AccessJournal(HashChainedLog.open(settings), invocation.clock());
  }

  private Caller caller(Optional<String> role) {
    return OperatorLog.operator(invocation.account(), role.map(List::of).orElse(List.of()));
  }

  private static String words(ParseResult last) {
    String all = last.commandSpec().qualifiedName(" ");
    return all.startsWith(PROGRAM) ? all.substring(PROGRAM.length()).strip() : all;
  }

  /** Without one the command says so, or needs none. */
  private Optional<Path> home(@Nullable Path named) {
    try {
      return Optional.of(invocation.home(named));
    } catch (CityLakeException e) {
      return Optional.empty();
    }
  }

  /** Where there are none the command says so, and there is no lake to protect. */
  private Optional<Settings> settings(@Nullable Path named) {
    try {
      return Optional.of(invocation.settingsAsDeclared(named));
    } catch (CityLakeException e) {
      return Optional.empty();
    }
  }

  private void require(
      String command, ParseResult parsed, @Nullable Path named, Settings settings) {
    Duties duties = duties(named, settings);
    if (duties.areSeparated()) {
      PrivatePlaces.make(settings);
      declared(duties, settings);
      admit(command, parsed, settings, duties);
    } else {
      undeclared(settings);
    }
  }

  /** Policies with a mistake stop no command of a lake that never separated anybody. */
  private Duties duties(@Nullable Path named, Settings settings) {
    try {
      return invocation.duties(named);
    } catch (CityLakeException e) {
      undeclared(settings);
      return Duties.none();
    }
  }

  private void undeclared(Settings settings) {
    try {
      declared(Duties.none(), settings);
    } catch (CityLakeException e) {
      // Without its catalog nothing of the lake can be changed, and its logs must be readable.
      if (e.code() != ErrorCode.CATALOG_UNAVAILABLE) {
        throw e;
      }
    }
  }

  private void declared(Duties duties, Settings settings) {
    try (CatalogDatabase database = new CatalogDatabase(settings.catalog())) {
      SeparationRecord.of(database, settings.stateDir())
          .require(duties, invocation.clock().instant());
    }
  }

  private void admit(String command, ParseResult parsed, Settings settings, Duties duties) {
    Optional<String> role = duties.roleOf(invocation.account());
    Set<Duty> whose = CommandDuties.of(command);
    boolean his = role.flatMap(duties::dutyOf).filter(whose::contains).isPresent();
    String reason =
        his
            ? ""
            : whose.isEmpty()
                ? "where administrators are separated it is nobody's"
                : "it is for the %s administrator, and account %s is %s"
                    .formatted(
                        String.join(
                            " or ", new TreeSet<>(whose.stream().map(Duty::toString).toList())),
                        invocation.account(),
                        role.flatMap(duties::dutyOf)
                            .map(Duty::toString)
                            .orElse("none of the three"));
    journal(settings)
        .record(
            caller(role),
            Action.COMMAND,
            said(command, parsed),
            his ? "allowed" : "refused",
            reason);
    if (!his) {
      throw new CityLakeException(
          ErrorCode.DUTY_SEPARATED, "Cannot run citylake %s: %s".formatted(command, reason));
    }
  }

  /** The values of options may name persons, and stay out. */
  private static String said(String command, ParseResult parsed) {
    Set<String> options =
        new TreeSet<>(parsed.matchedOptions().stream().map(each -> each.longestName()).toList());
    return (command + " " + String.join(" ", options)).strip();
  }
}
