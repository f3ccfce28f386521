package io.citylake.contract.load;

import io.citylake.contract.Problem;
import io.citylake.contract.shape.View;
import io.citylake.contract.yaml.Place;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/** What the files of a workspace must say together. */
final class WorkspaceChecks {
  private static final Pattern POSTGRESQL =
      Pattern.compile(
          "jdbc:postgresql://[A-Za-z0-9.\\-\\[\\]:]+/[A-Za-z0-9_-]+(\\?sslmode=[a-z-]+)?");

  /** RFC 5735, 4 and RFC 4291, 2.5.3: what never leaves the machine. */
  private static final Pattern INSECURE =
      Pattern.compile("ldap://(127\\.\\d+\\.\\d+\\.\\d+|localhost|\\[::1])(:\\d+)?");

  private static final String NO_NAME =
      "'%s' is no distinguished name, as ou=people,dc=example,dc=cn";

  private final Drafts drafts;
  private final Diagnostics findings;

  WorkspaceChecks(Drafts drafts, List<Problem> problems) {
    this.drafts = drafts;
    this.findings = new Diagnostics(problems);
  }

  void run() {
    settings(drafts.settings());
    ScheduleChecks schedules = new ScheduleChecks(drafts, findings);
    schedules.of(drafts.settings(), ScheduleChecks.Place.STANDARD);
    drafts.settings().child("maintain").ifPresent(schedules::upkeep);
    drafts.settings().child("maintain").ifPresent(each -> MaintainChecks.run(each, findings));
    each(drafts.themes(), (name, view) -> schedules.of(view, ScheduleChecks.Place.STANDARD));
    each(drafts.themes(), (name, view) -> owner(view, drafts.settings(), findings));
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
    new IdentifierChecks(drafts, findings).run();
    each(drafts.jobs(), (name, view) -> new JobChecks(view, drafts, findings).run());
    each(drafts.steps(), (name, step) -> new StepChecks(name, step, drafts, findings).run());
    each(drafts.feeds(), (name, view) -> Feeds.check(name, view, drafts, findings));
    Platforms.checkTogether(drafts, findings);
    drafts.baseMap().ifPresent(view -> LayerChecks.base(view, drafts.files(), findings));
    KnownContracts known = KnownContracts.of(drafts);
    each(
        drafts.layers(),
        (name, view) -> new LayerChecks(name, view, drafts, findings, known).run());
    each(
        drafts.dossiers(),
        (name, view) -> new DossierChecks(name, view, drafts, findings, known).run());
    each(
        drafts.applications(),
        (name, view) -> new ApplicationChecks(name, view, drafts, known, findings).run());
    drafts.policies().ifPresent(view -> new PolicyChecks(view, known, findings).run());
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
    view.child("directory").ifPresent(this::directory);
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

  /** Where departments are declared, an owner is one of them. */
  static void owner(View view, View settings, Diagnostics findings) {
    Set<String> departments = settings.views("departments").keySet();
    view.find("owner", String.class)
        .filter(owner -> !departments.isEmpty() && !departments.contains(owner))
        .ifPresent(
            owner -> findings.unknown(view.place("owner"), "department", owner, departments));
  }

  private void directory(View view) {
    if (view.has("bind-dn") != view.has("bind-password")) {
      findings.add(view.place(), "'bind-dn' and 'bind-password' go together");
    }
    if (view.find("insecure", Boolean.class).orElse(false)
        && view.find("url", String.class)
            .filter(url -> !INSECURE.matcher(url).matches())
            .isPresent()) {
      findings.add(
          view.place("insecure"),
          "'insecure' is for ldap:// to this machine only (127.0.0.1, localhost): passwords would"
              + " go in the clear");
    }
    for (String key : List.of("bind-dn", "base", "group-base")) {
      view.find(key, String.class)
          .filter(dn -> !isName(dn))
          .ifPresent(dn -> findings.add(view.place(key), NO_NAME.formatted(dn)));
    }
    view.map("roles", String.class)
        .forEach(
            (group, role) -> {
              if (!isName(group)) {
                findings.add(role.place(), NO_NAME.formatted(group));
              }
            });
  }

  private static boolean isName(String text) {
    try {
      return !new LdapName(text).isEmpty();
    } catch (InvalidNameException e) {
      return false;
    }
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
