package io.citylake.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.Problem;
import io.citylake.contract.settings.Environment;
import io.citylake.contract.yaml.YamlNode.Entries;
import io.citylake.contract.yaml.YamlNode.Kind;
import io.citylake.contract.yaml.YamlNode.Scalar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestYamlReader {
  @TempDir private Path directory;
  private final List<Problem> problems = new ArrayList<>();

  private Optional<YamlNode> read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private Optional<YamlNode> read(byte[] bytes) {
    Variables variables =
        new Variables(Environment.of(Map.of("PORT", "5432")), LocalDate.of(2026, 3, 1));
    return new YamlReader(variables, problems).read(bytes, "f.yaml");
  }

  private void assertProblem(String expected) {
    assertThat(problems).map(Problem::toString).containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1, INTEGER",
    "-17, INTEGER",
    "1.5, FLOAT",
    ".inf, FLOAT",
    "true, BOOLEAN",
    "null, NULL",
    "~, NULL",
    "yes, TEXT",
    "NO, TEXT",
    "2026-01-01, TEXT",
    "1_000, TEXT",
    "'\"1\"', TEXT",
    "'!!str 1', TEXT",
    "0x1F, INTEGER",
    "012, INTEGER",
    "'${PORT}', EXPANDED",
  })
  void resolvesScalarsByTheCoreSchema(String text, Kind kind) {
    Entries entries = (Entries) read("k: " + text).orElseThrow();
    assertThat(((Scalar) entries.list().get(0).value()).kind()).isEqualTo(kind);
    assertThat(problems).isEmpty();
  }

  @Test
  void knowsWhereEverythingStands() {
    Entries root =
        (Entries)
            read("\uFEFFa: 1\nb:\n  - x\n  - {c: ${PORT}}\n".replace("${PORT}", "\"${PORT}\""))
                .orElseThrow();
    YamlNode.Items items = (YamlNode.Items) root.find("b").orElseThrow().value();
    Entries inner = (Entries) items.nodes().get(1);
    assertThat(root.find("b").orElseThrow().place()).isEqualTo(new Place("f.yaml", 2, 1));
    assertThat(inner.find("c").orElseThrow().value())
        .isEqualTo(new Scalar(new Place("f.yaml", 4, 9), Kind.EXPANDED, "5432", "${PORT}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://127.0.0.1/\"]]]]",
        "!!java.io.File /etc/passwd",
        "!include /etc/passwd",
        "!ENV_VARIABLE ${HOME}",
        "!!binary aGVsbG8=",
        "!!set {a, b}",
        "!!python/object/apply:os.system [ls]"
      })
  void refusesTags(String value) {
    assertThat(read("a: 1\nb: " + value)).isEmpty();
    assertThat(problems)
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.toString()).startsWith("f.yaml:2:4: tags aren't allowed (tag=");
            });
  }

  @Test
  void refusesABillionLaughsAtItsFirstAnchor() {
    StringBuilder text = new StringBuilder("a0: &a0 [lol]\n");
    for (int i = 1; i < 40; i++) {
      String last = "*a" + (i - 1);
      text.append(
          "a%d: &a%d [%s]\n"
              .formatted(i, i, String.join(",", java.util.Collections.nCopies(10, last))));
    }
    assertThat(read(text.toString())).isEmpty();
    assertProblem("f.yaml:1:5: anchors and aliases aren't allowed");
  }

  @Test
  void refusesAnAlias() {
    assertThat(read("a: 1\nb: *x\n")).isEmpty();
    assertProblem("f.yaml:2:4: anchors and aliases aren't allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- "})
  void refusesDeepNestingWithoutRecursion(String opening) {
    assertThat(read(opening.repeat(100_000))).isEmpty();
    assertThat(problems).singleElement();
    assertThat(problems.get(0).message()).contains("nested too deeply: at most 50 levels");
  }

  @Test
  void readsFiftyLevels() {
    assertThat(read("[".repeat(50) + "]".repeat(50))).isPresent();
    assertThat(read("[".repeat(51) + "]".repeat(51))).isEmpty();
    assertProblem("f.yaml:1:51: values are nested too deeply: at most 50 levels");
  }

  @Test
  void refusesALargeFileWithoutReadingIt() throws IOException {
    Path file = Files.createFile(directory.resolve("large.yaml"));
    try (var channel =
        java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
      // Sparse: its size is told, but reading it would not fit into memory.
      channel.write(java.nio.ByteBuffer.wrap(new byte[1]), 3L << 30);
    }
    Variables variables = new Variables(Environment.of(Map.of()), LocalDate.EPOCH);
    assertThat(new YamlReader(variables, problems).read(file, "f.yaml")).isEmpty();
    assertProblem(
        "f.yaml:1:1: the file is too large: at most 4194304 bytes are read, it has 3221225473");
  }

  @Test
  void reportsDuplicateKeysAndReadsOn() {
    Entries root = (Entries) read("a: 1\nb: {c: 1, c: 2}\na: 3\nd: 4\n").orElseThrow();
    assertThat(problems)
        .map(Problem::toString)
        .containsExactly(
            "f.yaml:2:11: duplicate key 'c'; it stands at line 2 already",
            "f.yaml:3:1: duplicate key 'a'; it stands at line 1 already");
    assertThat(root.list()).extracting(YamlNode.Entry::key).containsExactly("a", "b", "d");
    assertThat(((Scalar) root.find("a").orElseThrow().value()).text()).isEqualTo("1");
  }

  @Test
  void refusesMergeKeys() {
    Entries root = (Entries) read("a: {<<: {b: 1}, c: 2}\n").orElseThrow();
    assertProblem("f.yaml:1:5: merge keys (<<) aren't allowed");
    assertThat(((Entries) root.find("a").orElseThrow().value()).list())
        .extracting(YamlNode.Entry::key)
        .containsExactly("c");
  }

  @Test
  void refusesKeysThatAreNoText() {
    assertThat(read("? [a, b]\n: c\n")).isEmpty();
    assertProblem("f.yaml:1:3: a key must be plain text");
  }

  @Test
  void refusesASecondDocument() {
    assertThat(read("a: 1\n---\nb: 2\n")).isEmpty();
    assertProblem("f.yaml:2:1: only one YAML document is allowed in a file");
  }

  @Test
  void pointsAtBytesThatAreNotUtf8() {
    assertThat(read(new byte[] {'a', ':', '\n', ' ', (byte) 0xC4, (byte) 0xE3})).isEmpty();
    assertProblem("f.yaml:2:2: the file is not UTF-8 text from here on");
  }

  @Test
  void pointsAtControlCharacters() {
    assertThat(read("a: 1\nb: x\u0001y\n")).isEmpty();
    assertProblem("f.yaml:2:5: a control character is not allowed (U+0001)");
  }

  @Test
  void saysWhatToDoAboutUnquotedVariablesInFlow() {
    assertThat(read("a: [x, ${PORT}]\n")).isEmpty();
    assertThat(problems).singleElement();
    assertThat(problems.get(0).toString())
        .startsWith("f.yaml:1:")
        .endsWith("inside [ ] or { } a variable needs quotes: \"${NAME}\"");
  }

  @Test
  void readsNothingFromNothing() {
    assertThat(read("")).isEmpty();
    assertThat(read("# only a comment\n")).isEmpty();
    assertThat(problems).isEmpty();
  }

  @Test
  void reportsGarbageInsteadOfFailing() {
    Random random = new Random(7);
    AtomicInteger read = new AtomicInteger();
    String signs = "ab:-[]{}#&*!|>'\"%@`,? \n$0";
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      for (int j = 0; i % 2 == 0 && j < bytes.length; j++) {
        bytes[j] = (byte) signs.charAt(Math.floorMod(bytes[j], signs.length()));
      }
      problems.clear();
      if (read(bytes).isPresent()) {
        read.incrementAndGet();
      } else {
        assertThat(problems.size()).isLessThanOrEqualTo(1 + bytes.length);
      }
    }
    assertThat(read.get()).isPositive();
  }
}
