package io.citylake.cli.schedule;

import io.citylake.cli.call.Invocation;
import io.citylake.cli.command.FormatOption;
import io.citylake.cli.command.HomeOption;
import io.citylake.cli.print.OutputFormat;
import io.citylake.contract.Theme;
import io.citylake.contract.Title;
import io.citylake.contract.Workspace;
import io.citylake.contract.job.Task;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotState;
import io.citylake.schedule.status.Standing;
import io.citylake.schedule.status.Standing.Kind;
import io.citylake.schedule.status.StatusReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the themes stand, and what to look at. */
@Command(
    name = "status",
    description = "Say which themes are fresh, at risk, late, failing or blocked, and why.",
    mixinStandardHelpOptions = true,
    footer = {"", "Exit 0: all is fresh. 1: something is late, failing or blocked."})
public final class StatusCommand implements Callable<Integer> {
  private final Invocation invocation;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final FormatOption output = new FormatOption();
  @Mixin private final LanguageOption language = new LanguageOption();

  @Option(names = "--all", description = "Each job and step, not only the worst of a theme.")
  private boolean all;

  StatusCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (ScheduleAccess access = new ScheduleAccess(invocation, home.home)) {
      ScheduledTasks tasks = access.schedule().tasks();
      Instant now = access.schedule().clock().instant();
      List<Standing> standings =
          access.schedule().store().change(board -> StatusReport.of(tasks, board, now));
      List<Standing> shown = all ? standings : worstOfThemes(standings);
      Locale locale = language.locale(invocation);
      List<List<@Nullable Object>> rows = new ArrayList<>();
      shown.forEach(each -> rows.add(row(access, each, locale)));
      new SlotTable(
              "theme",
              "title",
              "state",
              "job",
              "slot",
              "since",
              "due",
              "expected",
              "cause",
              "owner",
              "look")
          .print(invocation.console().out(), output.format, locale, rows);
      access.warnOfCalendars(tasks, now);
      access.warnOfRefused();
      return standings.stream().anyMatch(each -> each.kind().compareTo(Kind.LATE) >= 0) ? 1 : 0;
    }
  }

  /** Of a theme the one that is worst, and of several such the first in the order of needs. */
  private static List<Standing> worstOfThemes(List<Standing> standings) {
    Map<String, List<Standing>> themes =
        standings.stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.task().target().theme(), TreeMap::new, Collectors.toList()));
    return themes.values().stream()
        .map(
            each ->
                each.stream().min(Comparator.comparing(Standing::kind).reversed()).orElseThrow())
        .toList();
  }

  private List<@Nullable Object> row(ScheduleAccess access, Standing standing, Locale locale) {
    Workspace workspace = access.lake().workspace();
    String name = standing.task().target().theme();
    Title title =
        Optional.ofNullable(workspace.themes().get(name))
            .map(Theme::title)
            .orElse(new Title(name, name));
    Slot slot = standing.slot();
    Slot cause = standing.cause();
    boolean people = output.format == OutputFormat.table;
    return SlotTable.row(
        name,
        locale.equals(Locale.CHINESE) ? title.zh() : title.en(),
        standing.kind().text(people ? locale : Locale.ENGLISH),
        standing.task().name().toString(),
        slot == null ? null : slot.id().key(),
        access.momentOrNull(standing.since()),
        access.momentOrNull(standing.due()),
        access.momentOrNull(standing.expected()),
        cause == null ? cause(standing, locale) : cause(cause, locale),
        cause == null ? null : workspace.findTask(cause.id().task()).map(Task::owner).orElse(null),
        cause == null ? null : look(cause));
  }

  private static @Nullable String cause(Standing standing, Locale locale) {
    boolean zh = locale.equals(Locale.CHINESE);
    return switch (standing.kind()) {
      case LATE -> zh ? "没有调度器在运行" : "no scheduler runs";
      case UNKNOWN -> zh ? "尚无时段" : "no slot yet";
      case FRESH, AT_RISK, BLOCKED, FAILING -> null;
    };
  }

  private static String cause(Slot cause, Locale locale) {
    return "%s %s: %s"
        .formatted(cause.id().task(), cause.state().text(locale), cause.reason().text(locale));
  }

  private static String look(Slot cause) {
    boolean ran = cause.state() == SlotState.FAILED && !cause.run().isEmpty();
    return ran
        ? "citylake logs " + cause.run()
        : "citylake schedule history %s %s".formatted(cause.id().task(), cause.id().key());
  }
}
