package io.citylake.contract.load;

import io.citylake.contract.BrokenFiles;
import io.citylake.contract.Problem;
import io.citylake.contract.Theme;
import io.citylake.contract.Title;
import io.citylake.contract.Workspace;
import io.citylake.contract.application.Application;
import io.citylake.contract.application.Application.Chart;
import io.citylake.contract.application.Application.Panel;
import io.citylake.contract.application.TimeWindow;
import io.citylake.contract.application.WindowedQuery;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.feed.Feed;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.Refresh;
import io.citylake.contract.job.SourceSpec.Copies;
import io.citylake.contract.job.Step;
import io.citylake.contract.job.Thresholds;
import io.citylake.contract.policy.Policies;
import io.citylake.contract.settings.Settings;
import io.citylake.contract.shape.View;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes the sound parts of drafts whose problems are known; the drafts stay as they are. */
final class SoundBuilder {
  private static final Title NO_TITLE = new Title("", "");

  private final Drafts drafts;
  private final Set<String> mistaken = new TreeSet<>();
  private final Settings settings;
  private final SortedMap<String, Theme> themes = new TreeMap<>();
  private final SortedMap<TableName, DatasetContract> datasets = new TreeMap<>();

  SoundBuilder(Drafts drafts, List<Problem> problems) {
    this.drafts = drafts;
    problems.forEach(problem -> mistaken.add(problem.file()));
    View view = drafts.settings();
    boolean sound = isSound(view);
    this.settings =
        new SettingsBuilder(drafts.home())
            .build(sound ? view : WorkspaceFiles.noSettings(view.place().file()));
  }

  SoundParts build() {
    drafts.themes().forEach((name, view) -> themes.put(name, theme(name, view)));
    drafts
        .datasets()
        .forEach((name, view) -> sound(view).ifPresent(each -> datasets.put(name, of(name, each))));
    SortedMap<JobName, Job> jobs = new TreeMap<>();
    drafts
        .jobs()
        .forEach((name, view) -> sound(view).ifPresent(each -> jobs.put(name, job(name, each))));
    SortedMap<JobName, Step> steps = new TreeMap<>();
    drafts
        .steps()
        .forEach(
            (name, draft) ->
                draft.flatMap(each -> step(name, each)).ifPresent(each -> steps.put(name, each)));
    SortedMap<String, Application> applications = new TreeMap<>();
    drafts
        .applications()
        .forEach(
            (name, view) ->
                view.ifPresent(each -> applications.put(name, application(name, each))));
    Policies policies =
        sound(drafts.policies()).map(PolicyBuilder::build).orElseGet(Policies::none);
    return new SoundParts(
        new Workspace(
            drafts.home(),
            settings,
            themes,
            datasets,
            jobs,
            steps,
            drafts.codes(),
            new TreeMap<>(),
            applications,
            feeds(),
            Layers.map(drafts, this::isBrokenPart),
            policies,
            BrokenFiles.none()),
        mistaken);
  }

  private SortedMap<String, Feed> feeds() {
    SortedMap<String, Feed> feeds = new TreeMap<>();
    drafts
        .feeds()
        .forEach(
            (name, view) ->
                sound(view)
                    .ifPresent(each -> feeds.put(name, Feeds.build(name, drafts.home(), each))));
    return feeds;
  }

  private boolean isBrokenPart(String name) {
    String file =
        name.equals(Layers.BASE)
            ? "map"
            : name.startsWith(Layers.dossier("")) ? name : "map/" + name;
    return mistaken.contains("conf/" + file + ".yaml");
  }

  private boolean isSound(View view) {
    return !mistaken.contains(view.place().file());
  }

  private Optional<View> sound(Optional<View> view) {
    return view.filter(this::isSound);
  }

  private Theme theme(String name, Optional<View> view) {
    return sound(view)
        .map(each -> WorkspaceBuilder.theme(name, each, settings))
        .orElseGet(() -> new Theme(name, NO_TITLE, "", List.of(), null, null));
  }

  private DatasetContract of(TableName name, View view) {
    return new DatasetBuilder(name, themes.get(name.theme()), settings).build(view);
  }

  private Job job(JobName name, View view) {
    TableName target = view.load("target", TableName.class);
    if (datasets.containsKey(target)) {
      return new JobBuilder(drafts.home(), name, themes.get(name.theme()), settings)
          .build(view, datasets);
    }
    // Where its records come from doesn't hang on what they become.
    return new Job(
        name,
        NO_TITLE,
        "",
        target,
        new SourceBuilder(drafts.home(), Copies.LOAD).build(view.choice("source").orElseThrow()),
        List.of(),
        Thresholds.NONE,
        null,
        null,
        List.of(),
        List.of(),
        List.of());
  }

  private Optional<Step> step(JobName name, StepDraft draft) {
    View head = draft.head();
    if (!mistaken.contains(draft.file())) {
      return Optional.of(StepBuilder.build(name, draft, themes.get(name.theme()), settings));
    }
    boolean targetKnown = !head.has("target") || head.find("target", TableName.class).isPresent();
    return targetKnown ? Optional.of(queryAlone(name, draft)) : Optional.empty();
  }

  private static Step queryAlone(JobName name, StepDraft draft) {
    return new Step(
        name,
        NO_TITLE,
        "",
        StepChecks.target(name, draft),
        new Refresh.Full(),
        draft.sql(),
        draft.file(),
        null,
        null,
        List.of());
  }

  private Application application(String name, View view) {
    if (isSound(view)) {
      return Applications.build(name, view, drafts.codes());
    }
    TimeWindow window = Applications.findWindow(view);
    List<Panel> panels = new ArrayList<>();
    for (View panel : view.children("panels")) {
      Optional<String> sql = panel.find("sql", String.class);
      Optional<String> title = panel.find("name", String.class);
      if (sql.isPresent() && title.isPresent()) {
        panels.add(
            new Panel(
                title.get(),
                NO_TITLE,
                Chart.TABLE,
                null,
                List.of(),
                new WindowedQuery(sql.get(), window).sql(),
                List.of(),
                view.place().file()));
      }
    }
    return new Application(name, NO_TITLE, "", window, panels);
  }
}
