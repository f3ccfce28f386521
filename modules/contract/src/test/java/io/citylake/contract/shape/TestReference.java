package io.citylake.contract.shape;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.citylake.contract.Problem;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The generated files, and whether the schemas say what the reader says. */
class TestReference {
  private static final Path REPOSITORY = Path.of(System.getProperty("citylake.repository"));
  private static final Path EXAMPLE =
      REPOSITORY.resolve("modules/contract/src/test/resources/workspace");
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void committedFilesAreThoseThatTheCodeGenerates() throws IOException {
    if (Boolean.getBoolean("citylake.regenerate")) {
      ReferenceWriter.write(REPOSITORY);
    }
    for (Map.Entry<String, String> each : ReferenceWriter.contents().entrySet()) {
      Path file = REPOSITORY.resolve(each.getKey());
      assertThat(file).exists();
      assertThat(Files.readString(file))
          .as(
              "%s is out of date; run: bin/citylake generate-reference, or this test with -Dcitylake.regenerate=true",
              each.getKey())
          .isEqualTo(each.getValue());
    }
  }

  @Test
  void everyKeyHasAMeaningAndEveryDefaultIsValid() {
    for (FileKind kind : FileKind.ALL) {
      visit(kind.shape(), kind.path());
    }
  }

  private static void visit(Shape shape, String path) {
    if (shape instanceof Shape.Fields fields) {
      fields.fields().forEach(field -> visit(field, path + "." + field.key()));
    } else if (shape instanceof Shape.ListOf list) {
      visit(list.item(), path);
    } else if (shape instanceof Shape.MapOf map) {
      visit(map.value(), path);
    } else if (shape instanceof Shape.Choice choice) {
      choice.options().forEach(option -> visit(option.arguments(), path + "." + option.key()));
    }
  }

  private static void visit(Shape.Field field, String path) {
    assertThat(field.doc()).as(path).isNotBlank().endsWith(".");
    String fallback = field.fallback();
    if (fallback != null) {
      assertThat((Object) ((Shape.Scalar) field.shape()).parse().apply(fallback))
          .as(path)
          .isNotNull();
    }
    visit(field.shape(), path);
  }

  static Stream<Path> exampleFiles() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLE)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("exampleFiles")
  void schemasAcceptTheExample(Path file) throws IOException {
    assertThat(broken(kind(file), Files.readString(file))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "citylake| stat-dir: x",
        "citylake| quarantine: {max-ratio: lots}",
        "citylake| catalog: {password: plain}",
        "theme| title: {zh: 企业, en: Firm}",
        "theme| {title: {zh: 企业}, owner: x}",
        "code| {title: {zh: 码, en: C}, codes: [], file: x.csv}",
        "code| {title: {zh: 码, en: C}}",
        "calendar| {title: {zh: 历, en: C}, holidays: [tomorrow]}",
        "dataset| {title: {zh: 表, en: T}, layer: odd, grain: g, columns: [{name: a, type: int}]}",
        "dataset| {title: {zh: 表, en: T}, layer: ods, grain: g, columns: [{name: a, type: intt}]}",
        "dataset| {title: {zh: 表, en: T}, layer: ods, grain: g, columns: [{name: A, type: int}]}",
        "dataset| {title: {zh: 表, en: T}, layer: ods, grain: g, columns: []}",
        "dataset| {title: {zh: 表, en: T}, layer: ods, grain: g, columns: [{name: a, type: int, rules: [usc]}]}",
        "dataset| {title: {zh: 表, en: T}, layer: ods, grain: g, columns: [{name: a, type: int, rules: [matches]}]}",
        "dataset| {title: {zh: 表, en: T}, layer: ods, grain: g, columns: [{name: a, type: int, grade: 5}]}",
        "dataset| {title: {zh: 表, en: T}, layer: ods, grain: g, columns: [{name: a, type: int, rules: [{range: {mn: 1}}]}]}",
        "dataset| {title: {zh: 表, en: T}, layer: ods, grain: g, columns: [{name: a, type: int}], audits: [{unique: {colums: [a]}}]}",
        "job| {title: {zh: 作, en: J}, target: t.ods_a, source: {ftp: {}}, columns: {a: b}}",
        "job| {title: {zh: 作, en: J}, target: ods_a, source: {files: {path: x, format: csv}}, columns: {a: b}}",
        "job| {title: {zh: 作, en: J}, target: t.ods_a, source: {files: {path: x, format: cvs}}, columns: {a: b}}",
        "job| {title: {zh: 作, en: J}, target: t.ods_a, source: {files: {path: x, format: csv}}, columns: {a: {from: b, constant: c}}}"
      })
  void schemasRefuseWhatTheReaderRefuses(String name, String yaml) throws IOException {
    FileKind kind = kind(name);
    assertThat(broken(kind, yaml)).as("schema").isNotEmpty();
    List<Problem> problems = new ArrayList<>();
    new ShapeCheck(problems).check(node(yaml, problems), kind.shape());
    assertThat(problems).as("reader").isNotEmpty();
  }

  private static List<String> broken(FileKind kind, String yaml) throws JsonProcessingException {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(JsonSchemas.of(kind));
    Object value = plain(node(yaml, new ArrayList<>()));
    return schema.validate(JSON.valueToTree(value)).stream().map(Object::toString).toList();
  }

  private static YamlNode node(String yaml, List<Problem> problems) {
    try {
      Path file = Files.createTempFile("citylake", ".yaml");
      try {
        Files.writeString(file, yaml);
        Variables variables = new Variables(name -> java.util.Optional.of("1"), LocalDate.EPOCH);
        return new YamlReader(variables, problems).read(file, "test").orElseThrow();
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** As an editor sees the file: by the core schema, variables not replaced. */
  private static @Nullable Object plain(YamlNode node) {
    if (node instanceof YamlNode.Entries entries) {
      Map<String, Object> map = new LinkedHashMap<>();
      entries.list().forEach(each -> map.put(each.key(), plain(each.value())));
      return map;
    }
    if (node instanceof YamlNode.Items items) {
      return items.nodes().stream().map(TestReference::plain).toList();
    }
    YamlNode.Scalar scalar = (YamlNode.Scalar) node;
    return switch (scalar.kind()) {
      case NULL -> null;
      case BOOLEAN -> Boolean.valueOf(scalar.written());
      case INTEGER -> Long.valueOf(scalar.written());
      case FLOAT -> Double.valueOf(scalar.written());
      case TEXT, EXPANDED, UNRESOLVED -> scalar.written();
    };
  }

  private static FileKind kind(Path file) {
    Path relative = EXAMPLE.relativize(file);
    return kind(
        switch (relative.getName(0) + "/" + relative.getName(1)) {
          case "conf/citylake.yaml" -> "citylake";
          case "conf/themes" -> relative.getNameCount() == 3 ? "theme" : "dataset";
          case "conf/codes" -> "code";
          case "conf/calendars" -> "calendar";
          default -> "job";
        });
  }

  private static FileKind kind(String name) {
    return FileKind.ALL.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }
}
