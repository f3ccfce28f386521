package io.citylake.contract.load;

import io.citylake.contract.BrokenFiles;
import io.citylake.contract.Theme;
import io.citylake.contract.Title;
import io.citylake.contract.Workspace;
import io.citylake.contract.application.Application;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.feed.Feed;
import io.citylake.contract.job.Calendar;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.Step;
import io.citylake.contract.policy.Policies;
import io.citylake.contract.settings.Settings;
import io.citylake.contract.shape.View;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.time.Duration;
import java.time.LocalDate;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes the records of a workspace whose drafts are without a problem. */
final class WorkspaceBuilder {
  private final Drafts drafts;
  private final BrokenFiles broken;

  /** Of drafts without what is broken. */
  WorkspaceBuilder(Drafts drafts, BrokenFiles broken) {
    this.drafts = drafts;
    this.broken = broken;
  }

  Workspace build() {
    Settings settings = new SettingsBuilder(drafts.home()).build(drafts.settings());
    SortedMap<String, Theme> themes = new TreeMap<>();
    drafts
        .themes()
        .forEach((name, view) -> themes.put(name, theme(name, view.orElseThrow(), settings)));
    SortedMap<TableName, DatasetContract> datasets = new TreeMap<>();
    drafts
        .datasets()
        .forEach(
            (name, view) -> {
              Theme theme = themes.get(name.theme());
              datasets.put(
                  name, new DatasetBuilder(name, theme, settings).build(view.orElseThrow()));
            });
    SortedMap<JobName, Job> jobs = new TreeMap<>();
    drafts
        .jobs()
        .forEach(
            (name, view) -> {
              Theme theme = themes.get(name.theme());
              JobBuilder builder = new JobBuilder(drafts.home(), name, theme, settings);
              jobs.put(name, builder.build(view.orElseThrow(), datasets));
            });
    SortedMap<String, Calendar> calendars = new TreeMap<>();
    drafts
        .calendars()
        .forEach((name, view) -> calendars.put(name, calendar(name, view.orElseThrow())));
    SortedMap<JobName, Step> steps = new TreeMap<>();
    drafts
        .steps()
        .forEach(
            (name, step) ->
                steps.put(
                    name,
                    StepBuilder.build(
                        name, step.orElseThrow(), themes.get(name.theme()), settings)));
    SortedMap<String, Application> applications = new TreeMap<>();
    drafts
        .applications()
        .forEach(
            (name, view) ->
                applications.put(
                    name, Applications.build(name, view.orElseThrow(), drafts.codes())));
    SortedMap<String, Feed> feeds = new TreeMap<>();
    drafts
        .feeds()
        .forEach(
            (name, view) -> feeds.put(name, Feeds.build(name, drafts.home(), view.orElseThrow())));
    return new Workspace(
        drafts.home(),
        settings,
        themes,
        datasets,
        jobs,
        steps,
        drafts.codes(),
        calendars,
        applications,
        feeds,
        Layers.map(drafts, name -> broken.map().containsKey(name)),
        drafts.policies().map(PolicyBuilder::build).orElseGet(Policies::none),
        broken);
  }

  static Title title(View view) {
    return new Title(view.text("zh"), view.text("en"));
  }

  static Theme theme(String name, View view, Settings settings) {
    return new Theme(
        name,
        title(view.childOrDefaults("title")),
        view.text("owner"),
        view.list("tags", String.class),
        ScheduleBuilder.build(view, settings.zone()).orElse(null),
        view.find("timeout", Duration.class).orElse(null));
  }

  private static Calendar calendar(String name, View view) {
    return new Calendar(
        name,
        title(view.childOrDefaults("title")),
        new TreeSet<>(view.list("holidays", LocalDate.class)),
        new TreeSet<>(view.list("make-up-days", LocalDate.class)));
  }
}
