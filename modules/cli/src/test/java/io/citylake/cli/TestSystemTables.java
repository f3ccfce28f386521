package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.settings.Environment;
import io.citylake.contract.system.SystemDatasets;
import io.citylake.lake.history.RunOutcome;
import io.citylake.publish.plan.TableDefinition;
import io.citylake.publish.plan.TableDefinition.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;

/** The page of system tables is written by hand; here it is held against the code. */
class TestSystemTables {
  private static final Path REPOSITORY = Path.of(System.getProperty("citylake.repository"));
  private static final Pattern TABLE =
      Pattern.compile(
          "CREATE TABLE IF NOT EXISTS (\\w+)\\s*\\((.*?)\\)\\\\?\\s*\"", Pattern.DOTALL);
  private static final Pattern COLUMN =
      Pattern.compile("(?:^|,)\\s*([a-z_]+) ([A-Z]+(?:\\(\\d+\\))?)");
  private static final Pattern PROPERTY = Pattern.compile("\"(citylake\\.[a-z.-]+)\"");
  private static final Pattern FIELD =
      Pattern.compile("(?:required|optional)\\(\\s*\\d+, \"(\\w+)\"");

  /** Settings of ours that are no properties of tables. */
  private static final List<String> OTHERS =
      List.of("citylake.sync-observer", "citylake.warehouse-mark", "citylake.column");

  private final String page = read(REPOSITORY.resolve("docs/reference/system-tables.md"));

  @Test
  void tablesOfTheCatalogDatabaseHaveTheseColumns() {
    SortedMap<String, List<String>> created = new TreeMap<>();
    sources(file -> true)
        .flatMap(text -> TABLE.matcher(text).results())
        .forEach(found -> created.put(found.group(1), columns(found.group(2))));
    assertThat(created).hasSizeGreaterThanOrEqualTo(8);
    created.forEach(
        (table, columns) ->
            assertThat(rows("### " + table))
                .as(table)
                .extracting(row -> row.get(0) + " " + row.get(1).replace(", key", ""))
                .containsExactlyElementsOf(columns));
  }

  @Test
  void tablesOfDatasetsHaveTheseColumns() {
    for (DatasetContract dataset : workspace().datasets().values()) {
      for (TableDefinition table : TableDefinition.listOf(dataset, "id")) {
        List<List<String>> expected = new ArrayList<>();
        if (table.kind() == Kind.QUARANTINE) {
          expected.addAll(rows("## Quarantine tables"));
        } else {
          expected.addAll(rows("## Service columns"));
          if (table.kind() == Kind.DISPLACED) {
            expected.addAll(rows("## Displaced tables"));
          } else if (dataset.writeMode() == WriteMode.SNAPSHOT) {
            expected.addAll(rows("## History columns"));
          }
        }
        List<NestedField> fields = table.schema().columns();
        assertThat(fields.subList(fields.size() - expected.size(), fields.size()))
            .as(table.name().toString())
            .extracting(field -> List.of(field.name(), type(field)))
            .containsExactlyElementsOf(
                expected.stream().map(row -> List.of(row.get(0), row.get(1))).toList());
      }
    }
  }

  @Test
  void propertiesOfTablesAreTold() {
    for (DatasetContract dataset : workspace().datasets().values()) {
      for (TableDefinition table : TableDefinition.listOf(dataset, "id")) {
        table.properties().keySet().stream()
            .filter(key -> key.startsWith("citylake."))
            .map(key -> key.startsWith("citylake.grade.") ? "citylake.grade.COLUMN" : key)
            .forEach(key -> assertThat(page).contains("`" + key + "`"));
      }
    }
    sources(file -> file.contains("/publish/src/") || file.contains("/govern/src/"))
        .flatMap(text -> PROPERTY.matcher(text).results())
        .map(found -> found.group(1))
        .filter(key -> !OTHERS.contains(key))
        .forEach(key -> assertThat(page).contains("`" + key));
  }

  @Test
  void accessLogHasTheseColumns() {
    String section = section("## The access log");
    List<String> fields =
        sources(file -> file.endsWith("/AccessTable.java"))
            .flatMap(text -> FIELD.matcher(text).results())
            .map(found -> found.group(1))
            .toList();
    assertThat(fields).hasSizeGreaterThan(15);
    fields.forEach(field -> assertThat(section).contains("`" + field + "`"));
    assertThat(rows("## The access log")).extracting(row -> row.get(0)).isSubsetOf(fields);
  }

  @Test
  void theLakesOwnTablesHaveTheseColumns() {
    SystemDatasets.all()
        .forEach(
            (name, dataset) ->
                assertThat(rows("### " + name))
                    .as(name.toString())
                    .extracting(row -> row.subList(0, 3))
                    .containsExactlyElementsOf(
                        dataset.columns().stream()
                            .map(
                                column ->
                                    List.of(
                                        column.name(),
                                        column.type().toString(),
                                        Integer.toString(column.grade())))
                            .toList()));
  }

  @Test
  void outcomesOfRunsAreTold() {
    for (RunOutcome each : RunOutcome.values()) {
      assertThat(section("### citylake_runs")).contains("| `" + each + "` |");
    }
  }

  private static Workspace workspace() {
    return WorkspaceLoader.loadOrThrow(
        REPOSITORY, Environment.of(Map.of()), LocalDate.of(2026, 1, 31));
  }

  private static List<String> columns(String definition) {
    // A key of several columns isn't a column.
    String named = definition.replaceFirst("PRIMARY KEY \\(.*", "");
    return COLUMN
        .matcher(named)
        .results()
        .map((MatchResult found) -> found.group(1) + " " + found.group(2).toLowerCase(Locale.ROOT))
        .toList();
  }

  private static String type(NestedField field) {
    return name(field.type()) + (field.isRequired() ? ", required" : "");
  }

  private static String name(Type type) {
    return switch (type.typeId()) {
      case TIMESTAMP -> "timestamp with zone";
      case INTEGER -> "int";
      case LIST -> "list of " + name(type.asListType().elementType());
      case STRUCT -> "struct";
      default -> type.toString();
    };
  }

  /** The cells of the first table of columns below a heading, without backquotes. */
  private List<List<String>> rows(String heading) {
    return section(heading)
        .lines()
        .dropWhile(line -> !line.startsWith("| column |"))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> Stream.of(line.substring(1).split("\\|", -1)))
        .map(cells -> cells.map(cell -> cell.replace("`", "").strip()).toList())
        .toList();
  }

  private String section(String heading) {
    int start = page.indexOf("\n" + heading + "\n");
    assertThat(start).as(heading).isNotNegative();
    int end = page.indexOf("\n##", start + heading.length());
    return page.substring(start, end < 0 ? page.length() : end);
  }

  /** Main code, with texts joined that stand on several lines. */
  private static Stream<String> sources(Predicate<String> wanted) {
    try (Stream<Path> files = Files.walk(REPOSITORY.resolve("modules"))) {
      return files
          .map(Path::toString)
          .filter(file -> file.contains("/src/main/java/") && file.endsWith(".java"))
          .filter(wanted)
          .sorted()
          .map(file -> read(Path.of(file)).replaceAll("\"\\s*\\+ \"", ""))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
