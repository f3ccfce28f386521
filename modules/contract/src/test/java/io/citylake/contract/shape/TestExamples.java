package io.citylake.contract.shape;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.Problem;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.settings.Environment;
import io.citylake.contract.shape.Shape.Choice;
import io.citylake.contract.shape.Shape.Field;
import io.citylake.contract.shape.Shape.Fields;
import io.citylake.contract.shape.Shape.Option;
import io.citylake.contract.yaml.Variables;
import io.citylake.contract.yaml.YamlNode;
import io.citylake.contract.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the reference: each is there, and what it shows is allowed. */
class TestExamples {
  private static final String FORMAT = "format.";
  private static final LocalDate DATE = LocalDate.of(2026, 1, 31);

  @TempDir private Path directory;

  @Test
  void everyOptionRuleAndAuditHasAnExampleAndNothingElse() {
    assertThat(Examples.all().keySet()).containsExactlyInAnyOrderElementsOf(shapes().keySet());
  }

  @Test
  void everyExampleIsAllowedAndHasWhatItShows() throws IOException {
    for (Map.Entry<String, Fields> each : shapes().entrySet()) {
      List<Problem> problems = new ArrayList<>();
      YamlNode node = read(Examples.all().get(each.getKey()), problems);
      new ShapeCheck(problems).check(node, each.getValue());
      assertThat(problems).as(each.getKey()).isEmpty();
      String shown = each.getKey().substring(each.getKey().indexOf('.') + 1);
      assertThat(Examples.all().get(each.getKey())).as(each.getKey()).contains(shown);
    }
  }

  @Test
  void sourcesRulesAndAuditsMakeAWorkspace() throws IOException {
    write("conf/themes/water_flood.yaml", "title: {zh: 水务防汛, en: Floods}\nowner: 水务局\n");
    write("conf/codes/industry.yaml", "title: {zh: 业, en: I}\ncodes: [{code: A, zh: 农业}]\n");
    write(
        "conf/themes/water_flood/dim_area.yaml",
        "title: {zh: 区, en: Area}\n"
            + "layer: dim\n"
            + "grain: an area\n"
            + "columns: [{name: code, type: string}]\n");
    write("conf/themes/water_flood/ods_level.yaml", dataset());
    write(
        "conf/feeds/gauges.yaml",
        "title: {zh: 水位计, en: Gauges}\nsenders: {east: \"${GAUGES_EAST_KEY}\"}\n");
    for (String source :
        List.of(
            "files",
            "csv",
            "tsv",
            "xlsx",
            "json",
            "parquet",
            "jdbc",
            "feed",
            "kafka",
            "kafka.json",
            "kafka.avro",
            "kafka.protobuf")) {
      write(
          "jobs/water_flood/" + source.replace('.', '_') + ".yaml",
          job(Examples.all().get(source)));
    }
    Environment environment =
        Environment.of(
            Map.of(
                "MARKET_PASSWORD",
                "x",
                "KAFKA_PASSWORD",
                "x",
                "GAUGES_EAST_KEY",
                "a-key-for-tests-alone-1"));
    assertThat(WorkspaceLoader.load(directory, environment, DATE).problems()).isEmpty();
  }

  private static String dataset() {
    String head =
        "title: {zh: 水位, en: Levels}\n"
            + "layer: ods\n"
            + "grain: a level\n"
            + "key: [station, measured_at]\n"
            + "columns:\n";
    String others =
        """
          - {name: latitude, type: double}
          - {name: revenue, type: "decimal(18,2)"}
          - {name: firms, type: long}
        """;
    String audits =
        named("audit.").values().stream()
            .map(each -> each.replaceFirst("audits: \\[(.*)]\n", "  - $1\n"))
            .collect(Collectors.joining("", "audits:\n", ""));
    String columns =
        named("column-rule.").values().stream()
            .map(each -> each.indent(4).replaceFirst("^ {4}", "  - "))
            .collect(Collectors.joining());
    return head + columns + others + Examples.all().get("row-rule.expression") + audits;
  }

  private static String job(String source) {
    return "title: {zh: 日报, en: Daily}\ntarget: water_flood.ods_level\n"
        + Examples.all().get("columns")
        + source;
  }

  private static Map<String, String> named(String prefix) {
    Map<String, String> named = new LinkedHashMap<>(Examples.all());
    named.keySet().removeIf(name -> !name.startsWith(prefix));
    return named;
  }

  /** Each example that there must be, with what it is a part of. */
  private static Map<String, Fields> shapes() {
    Map<String, Fields> shapes = new LinkedHashMap<>();
    Fields job = relaxed(JobShape.JOB);
    for (Option source : SourceShapes.SOURCE.options()) {
      shapes.put(source.key(), job);
      addFields(shapes, source.key() + ".", source.arguments());
      source.arguments().fields().stream()
          .filter(field -> field.shape() instanceof Choice)
          .flatMap(field -> ((Choice) field.shape()).options().stream())
          .forEach(
              format -> {
                shapes.put(Examples.format(source, format), job);
                addFields(shapes, FORMAT, format.arguments());
              });
    }
    shapes.put("columns", job);
    addFields(shapes, "columns.", JobShape.MAPPING);
    Fields dataset = relaxed(DatasetShape.DATASET);
    RuleShapes.COLUMN_RULE
        .options()
        .forEach(rule -> shapes.put("column-rule." + rule.key(), DatasetShape.COLUMN));
    RuleShapes.ROW_RULE.options().forEach(rule -> shapes.put("row-rule." + rule.key(), dataset));
    AuditShapes.AUDIT.options().forEach(audit -> shapes.put("audit." + audit.key(), dataset));
    return shapes;
  }

  private static void addFields(Map<String, Fields> shapes, String prefix, Fields fields) {
    fields.fields().forEach(field -> shapes.put(prefix + field.key(), relaxed(fields)));
  }

  /** The same keys, none of them required: an example is a part. */
  private static Fields relaxed(Fields fields) {
    List<Field> optional =
        fields.fields().stream()
            .map(field -> Field.optional(field.key(), field.shape(), field.doc()))
            .toList();
    return new Fields(fields.name(), optional, null, List.of());
  }

  private YamlNode read(String yaml, List<Problem> problems) throws IOException {
    Path file = write("example.yaml", yaml);
    Variables variables = new Variables(name -> Optional.of("x"), DATE);
    return new YamlReader(variables, problems).read(file, "example").orElseThrow();
  }

  private Path write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
