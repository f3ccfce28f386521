package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.citylake.cli.call.Console;
import io.citylake.cli.call.Invocation;
import io.citylake.run.session.SparkStarter;
import io.citylake.testkit.LocalLake;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Loads files of many publishers through the command line and compares what came out with numbers
 * that were counted from the raw bytes by other means; see {@code examples/real/README.md}. The
 * files are not part of the repository: they lie beside it, or the test is skipped.
 */
class ITRealData {
  private static final Path REPOSITORY = Path.of(System.getProperty("citylake.repository"));
  private static final Path EXAMPLE = REPOSITORY.resolve("examples/real");
  private static final Path DATA = REPOSITORY.resolve("../shared/data").normalize();
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  @TempDir private static Path home;
  private static int exit;
  private static Map<String, JsonNode> loaded = Map.of();

  /** What one call of the command line answered. */
  private record Answer(int exit, String out, String err) {}

  @BeforeAll
  static void loadsEverything() throws IOException {
    assumeTrue(
        Files.isDirectory(DATA),
        "Skipped: the real files are not here; put them into the directory " + DATA);
    copy(EXAMPLE.resolve("conf"), home.resolve("conf"));
    copy(EXAMPLE.resolve("jobs"), home.resolve("jobs"));
    Answer applied = citylake("apply");
    assertThat(applied.exit()).as("%s", applied).isZero();
    exit = citylake("run", "--all").exit();
    loaded = results();
  }

  @Test
  void everyJobPassesAndItsRecordsBalance() {
    SoftAssertions softly = new SoftAssertions();
    softly.assertThat(exit).as("exit status of run --all").isZero();
    softly.assertThat(loaded).isNotEmpty();
    loaded.forEach(
        (job, result) -> {
          JsonNode rows = result.path("rows");
          softly
              .assertThat(result.path("outcome").asText())
              .as("%s: %s %s", job, result.path("message"), result.path("audits"))
              .isEqualTo("published");
          softly
              .assertThat(rows.path("read").asLong())
              .as("%s: read = accepted + quarantined + duplicates", job)
              .isEqualTo(
                  rows.path("accepted").asLong()
                      + rows.path("quarantined").asLong()
                      + rows.path("duplicates").asLong());
        });
    softly.assertAll();
  }

  @Test
  void everyNumberIsTheOneCountedFromTheRawBytes() throws IOException {
    List<NamedCsvRecord> tallies = expected("tally");
    List<NamedCsvRecord> queries = expected("sql");
    SoftAssertions softly = new SoftAssertions();
    for (NamedCsvRecord line : tallies) {
      String job = line.getField("name");
      String field = line.getField("sql_or_field");
      JsonNode count = loaded.getOrDefault(job, JSON.nullNode()).path("rows");
      for (String part : field.split(" ", 2)) {
        count = count.path(part);
      }
      compare(softly, job + " " + field, count, line.getField("expected"));
    }
    List<JsonNode> answers = ask(queries);
    for (int i = 0; i < queries.size(); i++) {
      NamedCsvRecord line = queries.get(i);
      compare(softly, line.getField("name"), answers.get(i), line.getField("expected"));
    }
    softly
        .assertThat(tallies.stream().map(line -> line.getField("name")).collect(Collectors.toSet()))
        .as("jobs that are counted")
        .isEqualTo(loaded.keySet());
    softly.assertAll();
  }

  @Test
  void aSecondRunFindsNothingNew() throws IOException {
    Answer again = citylake("run", "--all");
    SoftAssertions softly = new SoftAssertions();
    softly.assertThat(again.exit()).as("%s", again).isZero();
    results()
        .forEach(
            (job, result) ->
                softly
                    .assertThat(result.path("outcome").asText())
                    .as("%s: %s", job, result.path("message"))
                    .isEqualTo("nothing_new"));
    softly.assertAll();
  }

  /** The queries' scalars; all go through one call, because each call opens the lake anew. */
  private static List<JsonNode> ask(List<NamedCsvRecord> queries) throws IOException {
    Path script = home.resolve("questions.sql");
    Files.write(script, queries.stream().map(line -> line.getField("sql_or_field") + ";").toList());
    Answer answer = citylake("sql", "-f", script.toString(), "-o", "json");
    List<JsonNode> scalars = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(answer.out())) {
      for (JsonNode rows = JSON.readTree(parser); rows != null; rows = JSON.readTree(parser)) {
        Iterator<JsonNode> cells = rows.path(0).elements();
        scalars.add(cells.hasNext() ? cells.next() : JSON.nullNode());
      }
    }
    assertThat(scalars.size())
        .as("answers; then: %s", answer.err().lines().limit(10).toList())
        .isEqualTo(queries.size());
    return scalars;
  }

  private static void compare(
      SoftAssertions softly, String what, JsonNode actual, String expected) {
    if (actual.isNumber()) {
      softly
          .assertThat(actual.decimalValue())
          .as(what)
          .isEqualByComparingTo(new BigDecimal(expected));
    } else {
      softly.assertThat(actual.asText("null")).as(what).isEqualTo(expected);
    }
  }

  private static List<NamedCsvRecord> expected(String kind) throws IOException {
    try (CsvReader<NamedCsvRecord> csv =
        CsvReader.builder().ofNamedCsvRecord(EXAMPLE.resolve("expected.csv"))) {
      return csv.stream().filter(line -> line.getField("kind").equals(kind)).toList();
    }
  }

  /** The last round's results by job. */
  private static Map<String, JsonNode> results() throws IOException {
    Map<String, JsonNode> results = new TreeMap<>();
    JSON.readTree(home.resolve("target/run_results.json").toFile())
        .path("results")
        .forEach(result -> results.put(result.path("unique_id").asText(), result));
    return results;
  }

  private static Answer citylake(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), false);
    Invocation invocation =
        new Invocation(
            console,
            Map.of("CITYLAKE_HOME", home.toString(), "REAL_DATA", DATA.toString()),
            Clock.systemUTC(),
            shared());
    int exit = CityLake.execute(invocation, args);
    return new Answer(exit, out.toString(), err.toString());
  }

  private static SparkStarter shared() {
    return new SparkStarter() {
      @Override
      public SparkSession start(Map<String, String> settings) {
        return LocalLake.session(settings);
      }

      @Override
      public void stop(SparkSession session) {
        // The context is the test JVM's.
      }
    };
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }
}
