package io.citylake.contract.load;

import io.citylake.contract.Problem;
import io.citylake.contract.shape.View;
import io.citylake.contract.yaml.Place;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;

/** What the files of a workspace must say together. */
final class WorkspaceChecks {
  private static final Pattern POSTGRESQL =
      Pattern.compile(
          "jdbc:postgresql://[A-Za-z0-9.\\-\\[\\]:]+/[A-Za-z0-9_-]+(\\?sslmode=[a-z-]+)?");

  private final Drafts drafts;
  private final Diagnostics findings;

  WorkspaceChecks(Drafts drafts, List<Problem> problems) {
    this.drafts = drafts;
    this.findings = new Diagnostics(problems);
  }

  void run() {
    settings(drafts.settings());
    ScheduleChecks schedules = new ScheduleChecks(drafts, findings);
    schedules.of(drafts.settings());
    each(drafts.themes(), (name, view) -> schedules.of(view));
    each(drafts.calendars(), (name, view) -> CalendarChecks.run(view, findings));
    each(
        drafts.codeTables(),
        (name, view) -> new CodeTableReader(name, view, drafts, findings).read());
    for (TableName table : drafts.datasets().keySet()) {
      theme(table.theme(), "conf/themes/" + table.theme() + "/" + table.table() + ".yaml");
    }
    for (JobName job : drafts.jobs().keySet()) {
      theme(job.theme(), "jobs/" + job.theme() + "/" + job.job() + ".yaml");
    }
    for (JobName step : drafts.steps().keySet()) {
      theme(step.theme(), "jobs/" + step.theme() + "/" + step.job() + ".sql");
    }
    each(drafts.datasets(), (name, view) -> new DatasetChecks(name, view, drafts, findings).run());
    each(drafts.jobs(), (name, view) -> new JobChecks(view, drafts, findings).run());
    each(drafts.steps(), (name, step) -> new StepChecks(name, step, drafts, findings).run());
    each(drafts.applications(), (name, view) -> Applications.check(view, findings));
    drafts
        .policies()
        .ifPresent(view -> new PolicyChecks(view, KnownContracts.of(drafts), findings).run());
    drafts
        .alerts()
        .ifPresent(
            view ->
                new AlertChecks(view, drafts.settings(), Departments.of(drafts), findings).run());
  }

  private static <K, V> void each(
      SortedMap<K, Optional<V>> views, java.util.function.BiConsumer<K, V> check) {
    views.forEach((name, view) -> view.ifPresent(each -> check.accept(name, each)));
  }

  private void theme(String theme, String file) {
    if (!drafts.themes().containsKey(theme)) {
      findings.unknown(Place.start(file), "theme", theme, drafts.themes().keySet());
    }
  }

  private void settings(View view) {
    view.child("catalog")
        .ifPresent(
            catalog ->
                catalog
                    .find("uri", String.class)
                    .filter(uri -> !isCatalog(uri))
                    .ifPresent(
                        uri ->
                            findings.add(
                                catalog.place("uri"),
                                "'uri' must be jdbc:sqlite:FILE or"
                                    + " jdbc:postgresql://HOST:PORT/DATABASE, with at most"
                                    + " ?sslmode=; user and password have keys of their own")));
    view.find("warehouse", String.class)
        .filter(text -> !isUri(text))
        .ifPresent(
            text ->
                findings.add(
                    view.place("warehouse"), "'warehouse' must be a path or a Hadoop URI"));
  }

  private static boolean isCatalog(String uri) {
    return POSTGRESQL.matcher(uri).matches()
        || (uri.startsWith(SettingsBuilder.SQLITE)
            && uri.length() > SettingsBuilder.SQLITE.length()
            && uri.indexOf('?') < 0
            && !uri.contains(":memory:"));
  }

  private static boolean isUri(String text) {
    try {
      return !text.contains("://") || java.net.URI.create(text).getScheme() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
