package io.citylake.contract.load;

import io.citylake.contract.Theme;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.Mapping;
import io.citylake.contract.job.SourceSpec.Copies;
import io.citylake.contract.schedule.Schedule;
import io.citylake.contract.settings.Settings;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Placed;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a job of a file that is without a problem. */
final class JobBuilder {
  private final Path home;
  private final JobName name;
  private final Theme theme;
  private final Settings settings;

  JobBuilder(Path home, JobName name, Theme theme, Settings settings) {
    this.home = home;
    this.name = name;
    this.theme = theme;
    this.settings = settings;
  }

  Job build(View view, Map<TableName, DatasetContract> datasets) {
    TableName target = view.load("target", TableName.class);
    List<Mapping> mappings = mappings(view, datasets.get(target));
    Copies copies =
        JobChecks.mayPassOverCopies(datasets.get(target).writeMode(), view)
            ? Copies.SKIP
            : Copies.LOAD;
    return new Job(
        name,
        WorkspaceBuilder.title(view.childOrDefaults("title")),
        view.find("owner", String.class).orElse(theme.owner()),
        target,
        new SourceBuilder(home, copies).build(view.choice("source").orElseThrow()),
        mappings,
        SettingsBuilder.thresholds(view.childOrDefaults("quarantine")).or(settings.thresholds()),
        schedule(view),
        ScheduleBuilder.timeout(view, theme, settings),
        view.list("tags", String.class),
        view.list("was", JobName.class),
        view.list("beside", JobName.class));
  }

  private @Nullable Schedule schedule(View view) {
    return ScheduleBuilder.build(view, settings.zone())
        .or(() -> Optional.ofNullable(theme.schedule()))
        .orElse(settings.scheduling().standard());
  }

  private List<Mapping> mappings(View view, DatasetContract target) {
    List<String> nullMarkers = view.list("null-markers", String.class);
    ZoneId zone = view.find("zone", ZoneId.class).orElse(settings.zone());
    Map<String, Placed<View>> views = view.views("columns");
    List<Mapping> mappings = new ArrayList<>();
    for (ColumnContract column : target.columns()) {
      Placed<View> placed = views.get(column.name());
      if (placed != null) {
        mappings.add(mapping(column.name(), placed.value(), nullMarkers, zone));
      }
    }
    return mappings;
  }

  private static Mapping mapping(String column, View view, List<String> nullMarkers, ZoneId zone) {
    Map<String, String> lookup = new LinkedHashMap<>();
    view.map("lookup", String.class).forEach((key, value) -> lookup.put(key, value.value()));
    return new Mapping(
        column,
        origin(view),
        view.load("optional", Boolean.class),
        view.has("null-markers") ? view.list("null-markers", String.class) : nullMarkers,
        view.list("format", String.class),
        view.find("zone", ZoneId.class).orElse(zone),
        view.find("grouping", String.class).orElse(null),
        view.text("decimal-separator"),
        view.load("percent", Boolean.class),
        view.text("normalize").equals("nfkc"),
        view.load("trim", Boolean.class),
        view.load("case", Mapping.TextCase.class),
        view.findText("capture").orElse(null),
        lookup);
  }

  private static Mapping.Origin origin(View view) {
    if (view.has("from")) {
      return new Mapping.Origin.From(view.list("from", String.class));
    }
    if (view.has("template")) {
      return new Mapping.Origin.Template(view.text("template"));
    }
    return view.has("path-match")
        ? new Mapping.Origin.PathMatch(view.findText("path-match").orElseThrow())
        : new Mapping.Origin.Constant(view.text("constant"));
  }
}
