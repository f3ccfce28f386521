package io.citylake.cli.command;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Makes the page with every command from what parses the command line. It is the same on every
 * machine: nothing in it depends on the width of a terminal or on a default that is worked out.
 */
final class CommandPage {
  /** An option of so many commands is described once. */
  private static final int SHARED_FROM = 10;

  private static final String INTRODUCTION =
      """
      # Commands

      Generated from the code that parses the command line; `citylake generate-reference` writes it anew.
      Don't edit it by hand: a test compares it and parses every example.

      `bin/citylake` starts the command from a checkout and builds what is stale first. Every command takes `-h`
      (`--help`) and `-V` (`--version`). In usage lines `[ ]` is optional and `...` may be repeated.

      ## Exit status

      | status | when |
      |---|---|
      | 0 | Done. |
      | 1 | Failed: an error of kind data, external or internal. |
      | 2 | Wrong usage, or an error of kind user. |
      | 3 | Done, and somebody has to act: `citylake run` and `citylake quarantine replay`, where `--warnings-ok` makes it 0; `citylake plan` and `citylake apply`. |
      | 130 | Stopped by Ctrl-C. |

      Where a command has statuses of its own, it says so below. [Errors](errors.md) lists every code with its kind.

      ## Environment

      | variable | meaning |
      |---|---|
      | `CITYLAKE_HOME` | The workspace, where `--home` is not given. |
      | `CITYLAKE_JAVA_OPTS` | More options of the JVM, such as `-Xmx8g`; for the launcher. |
      | `CITYLAKE_LANDING` | Where the reference city's files land: a source root of its settings, and where `citylake reconcile` looks without `--landing`. Default: `.citylake/landing` of the workspace. |
      """;

  private final CommandSpec root;
  private final Set<String> shared;
  private final StringBuilder out = new StringBuilder(INTRODUCTION);

  private CommandPage(CommandSpec root) {
    this.root = root;
    this.shared = sharedOptions(root);
  }

  /** The page for a command line with all its commands. */
  static String text(CommandSpec root) {
    CommandPage page = new CommandPage(root);
    page.contents();
    page.shared();
    visible(root).forEach(command -> page.command(command, "## "));
    return page.out.toString();
  }

  /** Commands that help shows, in its order, each once whatever its aliases. */
  static List<CommandSpec> visible(CommandSpec command) {
    return new LinkedHashSet<>(command.subcommands().values())
        .stream()
            .map(CommandLine::getCommandSpec)
            .filter(each -> !each.usageMessage().hidden() && !each.name().equals("help"))
            .toList();
  }

  private void contents() {
    out.append("\n## All commands\n\n");
    row("command", "what it does");
    row("---", "---");
    for (CommandSpec each : visible(root)) {
      row(
          "[`" + each.name() + "`](#" + each.qualifiedName().replace(' ', '-') + ")",
          sentence(each.usageMessage().description()));
    }
  }

  private void shared() {
    out.append("\n## Shared options\n\n");
    row("option", "meaning");
    row("---", "---");
    Map<String, OptionSpec> options = new TreeMap<>();
    collect(root, options);
    options.values().stream()
        .filter(option -> shared.contains(identity(option)))
        .forEach(option -> row(label(option), sentence(option.description())));
  }

  private void command(CommandSpec command, String heading) {
    out.append('\n').append(heading).append(command.qualifiedName()).append("\n\n");
    out.append(sentence(command.usageMessage().description())).append("\n\n");
    out.append("```\n").append(usage(command)).append("\n```\n");
    if (command.aliases().length > 0) {
      out.append("\nAlso called `");
      out.append(String.join("`, `", command.aliases())).append("`.\n");
    }
    arguments(command);
    notes(CommandNotes.of(command));
    visible(command).forEach(each -> command(each, heading.strip() + "# "));
  }

  private void arguments(CommandSpec command) {
    List<OptionSpec> own =
        options(command).stream().filter(each -> !shared.contains(identity(each))).toList();
    List<PositionalParamSpec> positions = positions(command);
    if (!own.isEmpty() || !positions.isEmpty()) {
      out.append('\n');
      row("argument", "meaning");
      row("---", "---");
      positions.forEach(each -> row("`" + each.paramLabel() + "`", sentence(each.description())));
      own.forEach(each -> row(label(each), sentence(each.description())));
    }
    List<String> others =
        options(command).stream()
            .filter(each -> shared.contains(identity(each)))
            .map(each -> "`" + each.longestName() + "`")
            .toList();
    if (!others.isEmpty()) {
      out.append("\n[Shared](#shared-options): ").append(String.join(", ", others)).append('\n');
    }
  }

  private void notes(CommandNotes notes) {
    if (!notes.remarks().isEmpty()) {
      out.append('\n').append(String.join("  \n", notes.remarks())).append('\n');
    }
    if (!notes.exits().isEmpty()) {
      out.append('\n').append(String.join("  \n", notes.exits())).append('\n');
    }
    if (!notes.examples().isEmpty()) {
      out.append("\n```\n").append(String.join("\n", notes.examples())).append("\n```\n");
    }
  }

  private static String usage(CommandSpec command) {
    StringBuilder usage = new StringBuilder(command.qualifiedName());
    List<OptionSpec> options = options(command);
    if (options.stream().anyMatch(each -> !isRequired(each))) {
      usage.append(" [OPTIONS]");
    }
    options.stream()
        .filter(CommandPage::isRequired)
        .forEach(
            each -> usage.append(' ').append(each.longestName()).append(' ').append(value(each)));
    for (PositionalParamSpec each : positions(command)) {
      String more = each.arity().max() > 1 || each.index().isVariable() ? "..." : "";
      String name = each.paramLabel() + more;
      usage.append(' ').append(each.arity().min() == 0 ? "[" + name + "]" : name);
    }
    if (!visible(command).isEmpty()) {
      usage.append(options.isEmpty() ? " COMMAND" : " [COMMAND]");
    }
    return usage.toString();
  }

  /** Those of its own, without help and version, by name. */
  private static List<OptionSpec> options(CommandSpec command) {
    return command.options().stream()
        .filter(each -> !each.hidden() && !each.usageHelp() && !each.versionHelp())
        .sorted(Comparator.comparing(OptionSpec::longestName))
        .toList();
  }

  private static List<PositionalParamSpec> positions(CommandSpec command) {
    return command.positionalParameters().stream()
        .filter(each -> !each.hidden())
        .sorted(Comparator.comparingInt(each -> each.index().min()))
        .toList();
  }

  private static String label(OptionSpec option) {
    String names =
        Arrays.stream(option.names())
            .map(each -> "`" + each + "`")
            .collect(Collectors.joining(", "));
    String required = isRequired(option) ? "**" + names + "**" : names;
    return value(option).isEmpty() ? required : required + " `" + value(option) + "`";
  }

  /** Of options that exclude each other each is required, once one of them is there. */
  private static boolean isRequired(OptionSpec option) {
    return option.required() && option.group() == null;
  }

  /** What stands behind an option's name; nothing for a switch. */
  private static String value(OptionSpec option) {
    return option.arity().max() == 0 ? "" : option.paramLabel();
  }

  private static Set<String> sharedOptions(CommandSpec root) {
    Map<String, Integer> counts = new TreeMap<>();
    count(root, counts);
    return counts.entrySet().stream()
        .filter(each -> each.getValue() >= SHARED_FROM)
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static void count(CommandSpec command, Map<String, Integer> counts) {
    options(command).forEach(each -> counts.merge(identity(each), 1, Integer::sum));
    visible(command).forEach(each -> count(each, counts));
  }

  private static void collect(CommandSpec command, Map<String, OptionSpec> options) {
    options(command).forEach(each -> options.putIfAbsent(identity(each), each));
    visible(command).forEach(each -> collect(each, options));
  }

  private static String identity(OptionSpec option) {
    return option.longestName() + " " + sentence(option.description());
  }

  private static String sentence(String... description) {
    return String.join(" ", description);
  }

  private void row(String... cells) {
    for (String each : cells) {
      out.append("| ").append(each.replace("|", "\\|")).append(' ');
    }
    out.append("|\n");
  }
}
