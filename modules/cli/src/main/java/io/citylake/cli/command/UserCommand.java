package io.citylake.cli.command;

import io.citylake.app.OperatorLog;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.Listing;
import io.citylake.contract.Workspace;
import io.citylake.contract.policy.Duties;
import io.citylake.contract.policy.Duty;
import io.citylake.contract.settings.Settings;
import io.citylake.govern.access.Action;
import io.citylake.govern.duty.SeparationRecord;
import io.citylake.govern.state.StateStore;
import io.citylake.govern.user.KnownRoles;
import io.citylake.govern.user.User;
import io.citylake.govern.user.UserStore;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Who may log in. */
@Command(
    name = "user",
    description = "Who may log in to citylake serve, with which roles.",
    mixinStandardHelpOptions = true,
    subcommands = {
      UserCommand.Add.class,
      UserCommand.Ls.class,
      UserCommand.Passwd.class,
      UserCommand.Roles.class,
      UserCommand.Disable.class,
      UserCommand.Enable.class,
      UserCommand.Rm.class,
      UserCommand.Token.class,
      UserCommand.Unseparate.class
    },
    footer = {
      "",
      "Examples:",
      "  citylake user add wang --role analyst            (asks for the password)",
      "  citylake user add screen --role screen --generate",
      "  citylake user roles wang analyst steward",
      "What a role may read is in conf/policies.yaml."
    })
public final class UserCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing subcommand: add, list, passwd, roles, disable, enable, rm, token or unseparate");
  }

  /** The user that a subcommand is about, and the book. */
  static final class Named {
    @Mixin private final HomeOption home = new HomeOption();

    @Parameters(index = "0", paramLabel = "NAME", description = "The user.")
    private String name = "";

    /**
     * Written down before it is done.
     *
     * @param verb of the command
     * @param rest behind the user's name, as roles; empty for nothing
     */
    void change(Invocation invocation, String verb, String rest, Consumer<UserStore> change) {
      Settings settings = invocation.workspace(home.home, null).settings();
      OperatorLog.open(settings, invocation.clock())
          .recorded(
              Action.USER,
              "user %s %s %s".formatted(verb, name, rest).strip(),
              () -> {
                UserCommand.use(invocation, home, change);
                return name;
              });
    }
  }

  private static void use(Invocation invocation, HomeOption home, Consumer<UserStore> use) {
    Workspace workspace = invocation.workspace(home.home, null);
    Settings settings = workspace.settings();
    try (CatalogDatabase database = new CatalogDatabase(settings.catalog())) {
      use.accept(
          new UserStore(
              StateStore.of(database, settings.stateDir()),
              invocation.clock(),
              KnownRoles.of(workspace.policies()),
              settings.passwordHash()));
    }
  }

  /** Where a new password comes from; it is asked for without any. */
  static final class NewPassword {
    @Option(
        names = "--password-stdin",
        description = "Read the password from standard input, for scripts.")
    private boolean stdin;

    @Option(
        names = "--generate",
        description = "Make a password and print it, once: nobody can see it again.")
    private boolean generate;
  }

  /** Sets a password that was read, asked for or made. */
  private interface Setting {
    void set(char[] password);
  }

  private static void set(
      Invocation invocation, @Nullable NewPassword source, UserStore book, Setting setting) {
    boolean made = source != null && source.generate;
    char[] password =
        made
            ? book.randomPassword()
            : source != null && source.stdin ? standardInput() : asked(invocation);
    try {
      setting.set(password);
      if (made) {
        invocation.console().out().println(new String(password));
        invocation.console().err().println("This password is shown once; only its hash is kept.");
        invocation.console().out().flush();
      }
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private static char[] standardInput() {
    try {
      String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
      // An echo puts a line feed at its end, which is none of the password.
      return text.replaceFirst("\\R\\z", "").toCharArray();
    } catch (IOException e) {
      throw new CityLakeException(
          ErrorCode.USAGE, "Cannot read the password from standard input: " + e.getMessage(), e);
    }
  }

  private static char[] asked(Invocation invocation) {
    java.io.Console terminal = invocation.console().terminal() ? System.console() : null;
    if (terminal == null) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot ask for a password: this is no terminal; use --password-stdin or --generate");
    }
    char[] once = terminal.readPassword("Password (at least 12 characters): ");
    char[] again = terminal.readPassword("Once more: ");
    if (once == null || !Arrays.equals(once, again)) {
      throw new CityLakeException(
          ErrorCode.USAGE, "Cannot set the password: the two differ; nothing was changed");
    }
    Arrays.fill(again, '\0');
    return once;
  }

  /** Makes one. */
  @Command(name = "add", description = "Make a user.", mixinStandardHelpOptions = true)
  static final class Add implements Runnable {
    private final Invocation invocation;
    @Mixin private final Named named = new Named();

    @ArgGroup(exclusive = true)
    private @Nullable NewPassword password;

    @Option(
        names = "--role",
        required = true,
        paramLabel = "ROLE",
        description = "What the user may is what this role may; several add up.")
    private List<String> roles = List.of();

    Add(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      named.change(
          invocation,
          "add",
          "--role " + String.join(" --role ", roles),
          book -> set(invocation, password, book, text -> book.add(named.name, roles, text)));
    }
  }

  /** Lists all. */
  @Command(
      name = "list",
      aliases = "ls",
      description = "List the users.",
      mixinStandardHelpOptions = true)
  static final class Ls implements Runnable {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();
    @Mixin private final FormatOption output = new FormatOption();

    Ls(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      List<List<Object>> rows = new ArrayList<>();
      use(invocation, home, book -> book.list().forEach(user -> rows.add(row(user))));
      new Listing("user", "roles", "state", "created_at")
          .print(invocation.console().out(), output.format, rows.iterator());
    }

    private static List<Object> row(User user) {
      return List.of(
          user.name(),
          String.join(",", user.roles()),
          user.disabled() ? "disabled" : "active",
          user.createdAt().toString());
    }
  }

  /** Another password. */
  @Command(
      name = "passwd",
      description = "Set another password; tokens of before are void.",
      mixinStandardHelpOptions = true)
  static final class Passwd implements Runnable {
    private final Invocation invocation;
    @Mixin private final Named named = new Named();

    @ArgGroup(exclusive = true)
    private @Nullable NewPassword password;

    Passwd(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      named.change(
          invocation,
          "passwd",
          "",
          book -> {
            book.load(named.name);
            set(invocation, password, book, text -> book.changePassword(named.name, text));
          });
    }
  }

  /** Other roles. */
  @Command(
      name = "roles",
      description = "Set the roles; it counts at once, for tokens too.",
      mixinStandardHelpOptions = true)
  static final class Roles implements Runnable {
    private final Invocation invocation;
    @Mixin private final Named named = new Named();

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "ROLE", description = "All of them.")
    private List<String> roles = List.of();

    Roles(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      named.change(
          invocation,
          "roles",
          String.join(" ", roles),
          book -> book.changeRoles(named.name, roles));
    }
  }

  /** Shuts out. */
  @Command(
      name = "disable",
      description =
          "Shut a user out, at once; enable lets him in again, tokens of before stay void.",
      mixinStandardHelpOptions = true)
  static final class Disable implements Runnable {
    private final Invocation invocation;
    @Mixin private final Named named = new Named();

    Disable(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      named.change(invocation, "disable", "", book -> book.disable(named.name));
    }
  }

  /** Lets in again. */
  @Command(
      name = "enable",
      description = "Let a disabled user in again.",
      mixinStandardHelpOptions = true)
  static final class Enable implements Runnable {
    private final Invocation invocation;
    @Mixin private final Named named = new Named();

    Enable(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      named.change(invocation, "enable", "", book -> book.enable(named.name));
    }
  }

  /** Removes. */
  @Command(
      name = "rm",
      description = "Remove a user; one of the same name made later is another user.",
      mixinStandardHelpOptions = true)
  static final class Rm implements Runnable {
    private final Invocation invocation;
    @Mixin private final Named named = new Named();

    Rm(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      named.change(invocation, "rm", "", book -> book.remove(named.name));
    }
  }

  /** For a screen or a program. */
  @Command(
      name = "token",
      description =
          "Print a token that only reads, for a screen on a wall or a program, once; it is void when"
              + " the user is disabled, removed or given another password.",
      mixinStandardHelpOptions = true)
  static final class Token implements Runnable {
    private final Invocation invocation;
    @Mixin private final Named named = new Named();

    @Option(
        names = "--days",
        paramLabel = "N",
        defaultValue = "365",
        description = "How long it holds, 400 days at most (default: ${DEFAULT-VALUE}).")
    private int days = 365;

    Token(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      named.change(
          invocation,
          "token",
          "--days " + days,
          book -> {
            Secret token = book.readingToken(named.name, Duration.ofDays(days));
            invocation.console().out().println(token.reveal());
            invocation.console().err().println("This token is shown once, and kept nowhere.");
            invocation.console().out().flush();
          });
    }
  }

  /** The end of separate duties, by two of them. */
  @Command(
      name = "unseparate",
      description =
          "Agree that the three administrators are separated no more; the system and the security"
              + " administrator both must, within 24 h.",
      mixinStandardHelpOptions = true)
  static final class Unseparate implements Runnable {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();

    Unseparate(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      Workspace workspace = invocation.workspace(home.home, null);
      Settings settings = workspace.settings();
      Duties duties = workspace.policies().duties();
      Duty duty =
          duties
              .roleOf(invocation.account())
              .filter(role -> duties.areSeparated())
              .flatMap(duties::dutyOf)
              .orElseThrow(
                  () ->
                      new CityLakeException(
                          ErrorCode.USAGE,
                          "Cannot agree: conf/policies.yaml separates no administrators"));
      boolean all =
          OperatorLog.open(settings, invocation.clock())
              .recorded(
                  Action.USER,
                  "user unseparate, as " + duty,
                  () -> {
                    try (CatalogDatabase database = new CatalogDatabase(settings.catalog())) {
                      return SeparationRecord.of(database, settings.stateDir())
                          .agree(duty, invocation.account(), invocation.clock().instant());
                    }
                  });
      invocation
          .console()
          .out()
          .println(
              all
                  ? "Both agree: 'separation' may be taken out of conf/policies.yaml within 24 h"
                  : "Agreed for 24 h; the other of system and security administrator must too");
    }
  }
}
