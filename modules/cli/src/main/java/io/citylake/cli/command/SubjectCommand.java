package io.citylake.cli.command;

import io.citylake.app.EmbeddedLake;
import io.citylake.app.OperatorLog;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.OutputFormat;
import io.citylake.contract.dataset.Personal;
import io.citylake.govern.access.AccessSearch;
import io.citylake.govern.access.Action;
import io.citylake.lake.history.ErasureStore.Erased;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErasedForms;
import io.citylake.model.ErrorCode;
import io.citylake.publish.erase.SubjectTest;
import io.citylake.run.subject.SubjectPlace;
import io.citylake.run.subject.SubjectService.EarlierReleases;
import io.citylake.run.subject.SubjectService.Findings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Persons in the lake. */
@Command(
    name = "subject",
    description = "Find a person in the lake by a number, and erase them.",
    mixinStandardHelpOptions = true,
    subcommands = {
      SubjectCommand.Show.class,
      SubjectCommand.Erase.class,
      SubjectCommand.Erasures.class,
      SubjectCommand.Readmit.class
    })
public final class SubjectCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing subcommand: show, erase, erasures or readmit");
  }

  /** Whose number; it never stands in a message. */
  static final class Subject {
    private static final Pattern CITIZEN = Pattern.compile("[1-9]\\d{16}[0-9X]");
    private static final Pattern MOBILE = Pattern.compile("1[3-9]\\d{9}");
    private static final Pattern PLATE = Pattern.compile("\\p{IsHan}[A-Z][A-Z0-9]{5,6}");
    private static final Pattern ACCOUNT = Pattern.compile("\\S{7,64}");

    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "ID",
        description =
            "The number. Without it, it is asked for, or read from standard input, so that it"
                + " stands in no history of a shell.")
    private @Nullable String id;

    @Option(
        names = "--kind",
        paramLabel = "KIND",
        defaultValue = "id-card",
        description = "id-card, mobile, plate or account. Default: id-card.")
    private String kind = "id-card";

    Personal.Kind kind() {
      return Arrays.stream(Personal.Kind.values())
          .filter(each -> each.isNumber() && each.word().equals(kind))
          .findFirst()
          .orElseThrow(
              () ->
                  new CityLakeException(
                      ErrorCode.SUBJECT_INVALID,
                      "Cannot look for a person: --kind is id-card, mobile, plate or account"));
    }

    String number(Invocation invocation) {
      String number = ErasedForms.plain(id == null ? asked(invocation) : id);
      Pattern shape =
          switch (kind()) {
            case ID_CARD -> CITIZEN;
            case MOBILE -> MOBILE;
            case PLATE -> PLATE;
            case ACCOUNT, NAME, ADDRESS, TEXT -> ACCOUNT;
          };
      if (!shape.matcher(number).matches()) {
        throw new CityLakeException(
            ErrorCode.SUBJECT_INVALID,
            "Cannot look for a person: what was given is no number of kind %s (%d characters)"
                .formatted(kind, number.length()));
      }
      return number;
    }

    private static String asked(Invocation invocation) {
      java.io.Console terminal = invocation.console().terminal() ? System.console() : null;
      if (terminal != null) {
        char[] typed = terminal.readPassword("Number: ");
        return typed == null ? "" : new String(typed);
      }
      try {
        String line =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        return line == null ? "" : line;
      } catch (IOException e) {
        throw new CityLakeException(
            ErrorCode.USAGE, "Cannot read the number from standard input", e);
      }
    }
  }

  /** What is known once a lake is open. */
  private record Sought(SubjectTest test, String number, String person) {
    static Sought of(Invocation invocation, EmbeddedLake lake, Subject subject) {
      String number = subject.number(invocation);
      byte[] key = lake.erasureKey();
      ErasedForms forms = ErasedForms.of(key, number);
      return new Sought(new SubjectTest(subject.kind(), forms), number, forms.keyed(number));
    }
  }

  /** Written down before it is done, by the keyed form alone. */
  private static <T> T logged(
      Invocation invocation, EmbeddedLake lake, Sought sought, String what, Supplier<T> work) {
    return OperatorLog.open(lake.workspace().settings(), invocation.clock())
        .recorded(
            Action.SUBJECT,
            "subject " + what.formatted(sought.person()),
            () -> unnamed(sought, work));
  }

  /** Nobody foresees what a library says of what it was given. */
  private static <T> T unnamed(Sought sought, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (sought.test().forms().covers(cause.getMessage())) {
          throw new CityLakeException(
              ErrorCode.INTERNAL,
              "Cannot go on: a %s, whose words name the person and are left out"
                  .formatted(cause.getClass().getSimpleName()));
        }
      }
      throw e;
    }
  }

  private static void print(Invocation invocation, OutputFormat format, Findings findings) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (SubjectPlace place : findings.places()) {
      rows.add(Arrays.asList(place.place(), place.rows(), place.hidden(), place.kept()));
    }
    new Listing("place", "rows", "hidden", "kept_by")
        .print(invocation.console().out(), format, rows.iterator());
  }

  /** What the lake can't change. */
  private static void outside(
      Invocation invocation, EmbeddedLake lake, Sought sought, Iterable<String> sources) {
    for (String source : sources) {
      invocation.console().err().println("Not the lake's, and left as it is: source " + source);
    }
    long lines = lines(lake, sought);
    if (lines > 0) {
      invocation
          .console()
          .err()
          .println(
              "Left as it is: %,d line%s of the access log by a keyed form only, in a signed chain (%s); what was exported is told there"
                  .formatted(
                      lines,
                      lines == 1 ? "" : "s",
                      lake.workspace().settings().stateDir().resolve("access")));
    }
    invocation
        .console()
        .err()
        .println("Backups of the catalog database and the warehouse are not looked at.");
  }

  /** That a person was not found says nothing where a table could not be read. */
  private static void requireSeen(Findings findings) {
    if (!findings.unseen().isEmpty()) {
      throw new CityLakeException(
          ErrorCode.SUBJECT_UNSEEN,
          "The person may still be where nobody could look (places=%d): %s"
              .formatted(findings.unseen().size(), String.join(", ", findings.unseen())));
    }
  }

  private static long lines(EmbeddedLake lake, Sought sought) {
    AtomicLong lines = new AtomicLong();
    new AccessSearch(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(sought.number()))
        .forEach(lake.workspace().settings().stateDir(), line -> lines.incrementAndGet());
    return lines.get();
  }

  /** Looks. */
  @Command(
      name = "show",
      description =
          "Show where a person is: tables, quarantine, deleted keys, displaced rows, earlier"
              + " snapshots, corrections.",
      mixinStandardHelpOptions = true)
  static final class Show implements Runnable {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();
    @Mixin private final FormatOption output = new FormatOption();
    @Mixin private final Subject subject = new Subject();

    Show(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      try (EmbeddedLake lake = invocation.lake(home.home, null)) {
        Sought sought = Sought.of(invocation, lake, subject);
        Findings findings =
            logged(invocation, lake, sought, "show %s", () -> lake.subjects().find(sought.test()));
        print(invocation, output.format, findings);
        outside(invocation, lake, sought, findings.sources());
        requireSeen(findings);
      }
    }
  }

  /** Takes out. */
  @Command(
      name = "erase",
      description = {
        "Take a person out of the lake, and look again everywhere.",
        "Rows are deleted or made pseudonymous as their contract says (erasure), also in files of"
            + " earlier snapshots, which are expired where nothing holds them; a release holds them"
            + " until it is given up (--end-releases). From the first moment on records that name"
            + " the person are refused when they are read again, and not kept. Cut short, call it"
            + " again."
      },
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Exit 0: found nowhere any more. Exit 2: something is kept; the list says by what.",
        "",
        "Examples:",
        "  citylake subject erase --plan",
        "  citylake subject erase --kind mobile --reason \"request 2026-118\" --end-releases"
      })
  static final class Erase implements Callable<Integer> {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();
    @Mixin private final FormatOption output = new FormatOption();
    @Mixin private final Subject subject = new Subject();

    @Option(names = "--plan", description = "Say where the person is, and do nothing.")
    private boolean plan;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; needed but for --plan.")
    private @Nullable String reason;

    @Option(
        names = "--end-releases",
        description =
            "Give up the earlier releases that serve the person: they can't be asked for any more.")
    private boolean endReleases;

    @Spec private CommandSpec spec;

    Erase(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() {
      if (!plan && (reason == null || reason.isBlank())) {
        throw new ParameterException(spec.commandLine(), "Say why, by --reason, or say --plan");
      }
      try (EmbeddedLake lake = invocation.lake(home.home, null)) {
        Sought sought = Sought.of(invocation, lake, subject);
        Findings left = plan ? planned(lake, sought) : erased(lake, sought);
        print(invocation, output.format, left);
        List<String> sources =
            lake.subjects().erased().stream()
                .filter(each -> each.person().equals(sought.person()))
                .flatMap(each -> each.sources().stream())
                .toList();
        outside(invocation, lake, sought, plan ? left.sources() : sources);
        requireSeen(left);
        if (plan || left.isNothing()) {
          invocation
              .console()
              .err()
              .println(
                  plan ? "Nothing was changed." : "Erased: found nowhere in the lake any more.");
          return 0;
        }
        throw new CityLakeException(
            ErrorCode.ERASURE_UNFINISHED,
            "The person is still in %d places; the list says what keeps each, end it and call this again"
                .formatted(left.places().size()));
      }
    }

    private Findings planned(EmbeddedLake lake, Sought sought) {
      return logged(
          invocation, lake, sought, "erase --plan %s", () -> lake.subjects().find(sought.test()));
    }

    private Findings erased(EmbeddedLake lake, Sought sought) {
      Erased entry =
          new Erased(
              sought.person(),
              sought.test().kind().word(),
              OperatorLog.operator().user(),
              invocation.clock().instant(),
              withoutNumber(sought),
              null,
              new TreeSet<>());
      return logged(
          invocation,
          lake,
          sought,
          "erase %s because " + entry.reason().replace("%", "%%"),
          () ->
              lake.subjects()
                  .erase(
                      sought.test(),
                      entry,
                      endReleases ? EarlierReleases.END : EarlierReleases.KEEP));
    }

    private String withoutNumber(Sought sought) {
      String text = String.valueOf(reason);
      if (sought.test().forms().covers(text)) {
        throw new ParameterException(
            spec.commandLine(), "The reason is kept, so it can't name the person's number");
      }
      return text;
    }
  }

  /** Who was erased. */
  @Command(
      name = "erasures",
      description = "List who was erased, by keyed forms, and which sources hold them still.",
      mixinStandardHelpOptions = true)
  static final class Erasures implements Runnable {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();
    @Mixin private final FormatOption output = new FormatOption();

    Erasures(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      try (EmbeddedLake lake = invocation.lake(home.home, null)) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Erased each : lake.subjects().erased()) {
          rows.add(
              Arrays.asList(
                  each.person(),
                  each.kind(),
                  each.at().toString(),
                  each.by(),
                  each.reason(),
                  each.doneAt() == null ? null : each.doneAt().toString(),
                  String.join(", ", each.sources())));
        }
        new Listing("person", "kind", "erased_at", "by", "reason", "done_at", "sources")
            .print(invocation.console().out(), output.format, rows.iterator());
      }
    }
  }

  /** Lets in again. */
  @Command(
      name = "readmit",
      description =
          "Let a person's records in again, who consents anew or whose plate has another owner."
              + " What was erased comes back only where a source is read again.",
      mixinStandardHelpOptions = true)
  static final class Readmit implements Runnable {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();
    @Mixin private final Subject subject = new Subject();

    Readmit(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      try (EmbeddedLake lake = invocation.lake(home.home, null)) {
        Sought sought = Sought.of(invocation, lake, subject);
        boolean was =
            logged(
                invocation,
                lake,
                sought,
                "readmit %s",
                () -> lake.subjects().readmit(sought.person()));
        invocation
            .console()
            .out()
            .println(was ? "Let in again." : "Nobody of that number was erased.");
      }
    }
  }
}
