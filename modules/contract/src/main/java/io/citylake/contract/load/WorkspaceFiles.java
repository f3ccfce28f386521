package io.citylake.contract.load;

import io.citylake.contract.Problem;
import io.citylake.contract.shape.AlertShape;
import io.citylake.contract.shape.ApplicationShape;
import io.citylake.contract.shape.DatasetShape;
import io.citylake.contract.shape.DossierShape;
import io.citylake.contract.shape.FeedShape;
import io.citylake.contract.shape.FileShapes;
import io.citylake.contract.shape.JobShape;
import io.citylake.contract.shape.MapShape;
import io.citylake.contract.shape.PolicyShape;
import io.citylake.contract.shape.Shape.Fields;
import io.citylake.contract.shape.ShapeCheck;
import io.citylake.contract.shape.View;
import io.citylake.contract.yaml.Place;
import io.citylake.contract.yaml.Variables;
import io.citylake.contract.yaml.YamlNode;
import io.citylake.contract.yaml.YamlReader;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the files of a workspace, each by its shape; a file's place says of what kind it is. */
final class WorkspaceFiles {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final String YAML = ".yaml";
  private static final String SQL = ".sql";

  private final Path home;
  private final Path files;
  private final Variables variables;
  private final List<Problem> problems;

  WorkspaceFiles(Path home, Variables variables, List<Problem> problems) {
    this(home, home, variables, problems);
  }

  /**
   * @param files where {@code conf/} and {@code jobs/} are: the home, or a copy
   */
  WorkspaceFiles(Path home, Path files, Variables variables, List<Problem> problems) {
    this.home = home;
    this.files = files;
    this.variables = variables;
    this.problems = problems;
  }

  /** A file, what it must be, and where its view goes. */
  private record Found(Path path, Fields shape, Consumer<Optional<View>> drafts) {}

  /** What a file came to. */
  private record Read(Optional<View> view, List<Problem> problems) {}

  Drafts read() {
    Drafts drafts =
        Drafts.empty(home, files, settings(), policies(), alerts())
            .withBaseMap(one("map", MapShape.BASE));
    read(find(drafts));
    steps(drafts);
    return drafts;
  }

  /** By several threads, because a cold JVM parses slowly; each file has readers of its own. */
  private void read(List<Found> found) {
    List<Read> read = found.parallelStream().map(each -> read(each.path(), each.shape())).toList();
    for (int i = 0; i < found.size(); i++) {
      problems.addAll(read.get(i).problems());
      found.get(i).drafts().accept(read.get(i).view());
    }
  }

  private List<Found> find(Drafts drafts) {
    List<Found> found = new ArrayList<>();
    Path conf = files.resolve("conf");
    flat(conf.resolve("themes"), FileShapes.THEME, drafts.themes(), found);
    flat(conf.resolve("codes"), FileShapes.CODE_TABLE, drafts.codeTables(), found);
    flat(conf.resolve("calendars"), FileShapes.CALENDAR, drafts.calendars(), found);
    flat(conf.resolve("applications"), ApplicationShape.APPLICATION, drafts.applications(), found);
    flat(conf.resolve("feeds"), FeedShape.FEED, drafts.feeds(), found);
    flat(conf.resolve("map"), MapShape.LAYER, drafts.layers(), found);
    flat(conf.resolve("dossier"), DossierShape.DOSSIER, drafts.dossiers(), found);
    byTheme(conf.resolve("themes"), DatasetShape.DATASET, TableName::new, drafts.datasets(), found);
    byTheme(files.resolve("jobs"), JobShape.JOB, JobName::new, drafts.jobs(), found);
    for (Path stray : yamlFiles(files.resolve("jobs"))) {
      problem(stray, "jobs belong in the directory of their theme: jobs/THEME/JOB.yaml");
    }
    return found;
  }

  private void steps(Drafts drafts) {
    record Sql(JobName name, Path file) {}
    record Parts(JobName name, Optional<StepDraft> draft, List<Problem> problems) {}
    List<Sql> sqls = new ArrayList<>();
    for (Path theme : directories(files.resolve("jobs"))) {
      for (Path file : list(theme)) {
        if (fileName(file).endsWith(SQL) && isNamed(file)) {
          sqls.add(new Sql(new JobName(fileName(theme), name(file)), file));
        }
      }
    }
    List<Parts> parts =
        sqls.parallelStream()
            .map(
                each -> {
                  List<Problem> own = new ArrayList<>();
                  StepReader reader = new StepReader(variables, own);
                  return new Parts(each.name(), reader.read(each.file(), shown(each.file())), own);
                })
            .toList();
    for (Parts each : parts) {
      problems.addAll(each.problems());
      drafts.steps().put(each.name(), each.draft());
    }
  }

  private void flat(
      Path directory, Fields shape, Map<String, Optional<View>> drafts, List<Found> found) {
    for (Path file : yamlFiles(directory)) {
      found.add(new Found(file, shape, view -> drafts.put(name(file), view)));
    }
  }

  private <N> void byTheme(
      Path directory,
      Fields shape,
      BiFunction<String, String, N> names,
      Map<N, Optional<View>> drafts,
      List<Found> found) {
    for (Path theme : directories(directory)) {
      for (Path file : yamlFiles(theme)) {
        N name = names.apply(fileName(theme), name(file));
        found.add(new Found(file, shape, view -> drafts.put(name, view)));
      }
    }
  }

  /** The themes and datasets alone. */
  Drafts contracts() {
    View defaults = noSettings("conf/citylake.yaml");
    Drafts drafts = Drafts.empty(home, files, defaults, Optional.empty(), Optional.empty());
    List<Found> found = new ArrayList<>();
    Path themes = files.resolve("conf").resolve("themes");
    flat(themes, FileShapes.THEME, drafts.themes(), found);
    byTheme(themes, DatasetShape.DATASET, TableName::new, drafts.datasets(), found);
    read(found);
    return drafts;
  }

  /** Empty where there is no such file, or it can't be read. */
  Optional<View> policies() {
    return one("policies", PolicyShape.POLICIES);
  }

  /** Empty where there is no such file, or it can't be read. */
  Optional<View> alerts() {
    return one("alerts", AlertShape.ALERTS);
  }

  private Optional<View> one(String name, Fields shape) {
    Path file = files.resolve("conf").resolve(name + YAML);
    Path mistaken = files.resolve("conf").resolve(name + ".yml");
    if (Files.isRegularFile(mistaken)) {
      misnamed(mistaken);
    }
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Read read = read(file, shape);
    problems.addAll(read.problems());
    return read.view();
  }

  View settings() {
    Path file = files.resolve("conf").resolve("citylake.yaml");
    Path mistaken = files.resolve("conf").resolve("citylake.yml");
    if (Files.isRegularFile(mistaken)) {
      misnamed(mistaken);
    }
    Optional<YamlNode> node =
        Files.isRegularFile(file)
            ? new YamlReader(variables, problems).read(file, shown(file))
            : Optional.empty();
    return node.map(each -> new ShapeCheck(problems).check(each, FileShapes.SETTINGS))
        .orElseGet(() -> noSettings(shown(file)));
  }

  /** Everything has a default, so that an absent or empty file is as good as one. */
  static View noSettings(String file) {
    YamlNode nothing = new YamlNode.Entries(Place.start(file), List.of());
    return new ShapeCheck(new ArrayList<>()).check(nothing, FileShapes.SETTINGS);
  }

  private Read read(Path file, Fields shape) {
    List<Problem> own = new ArrayList<>();
    Optional<YamlNode> node = new YamlReader(variables, own).read(file, shown(file));
    if (node.isEmpty() && own.isEmpty()) {
      own.add(Place.start(shown(file)).problem("the file is empty"));
    }
    return new Read(node.map(each -> new ShapeCheck(own).check(each, shape)), own);
  }

  private List<Path> yamlFiles(Path directory) {
    return list(directory).stream()
        .filter(file -> Files.isRegularFile(file) && isYaml(file))
        .filter(this::isNamed)
        .toList();
  }

  private boolean isYaml(Path file) {
    if (fileName(file).endsWith(".yml")) {
      misnamed(file);
    }
    return fileName(file).endsWith(YAML);
  }

  private void misnamed(Path file) {
    problem(file, "the file's name must end in .yaml, else it isn't read");
  }

  private List<Path> directories(Path parent) {
    return list(parent).stream().filter(Files::isDirectory).filter(this::isNamed).toList();
  }

  private boolean isNamed(Path file) {
    String name = Files.isDirectory(file) ? fileName(file) : name(file);
    boolean good = NAME.matcher(name).matches();
    if (!good) {
      problem(file, "'%s' is no name: it must be lower_snake (%s)".formatted(name, NAME.pattern()));
    }
    return good;
  }

  private List<Path> list(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> !fileName(file).startsWith(".")).sorted().toList();
    } catch (IOException e) {
      problem(directory, "cannot list the directory: " + e.getMessage());
      return List.of();
    }
  }

  private void problem(Path file, String message) {
    problems.add(Place.start(shown(file)).problem(message));
  }

  private String shown(Path file) {
    return files.relativize(file).toString().replace('\\', '/');
  }

  private static String name(Path file) {
    String name = fileName(file);
    for (String ending : List.of(YAML, SQL)) {
      if (name.endsWith(ending)) {
        return name.substring(0, name.length() - ending.length());
      }
    }
    return name;
  }

  private static String fileName(Path file) {
    return file.getFileName().toString();
  }
}
