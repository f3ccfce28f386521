package io.citylake.cli.start;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the configurations that are shipped write to the log files. */
class TestLogFiles {
  private static final Path CONF =
      Path.of(System.getProperty("citylake.repository")).resolve("conf");
  private static final String DIRECTORY = "citylake.log.dir";
  private static final String RUN = "r20260301t000000000_aaaaaa";

  @TempDir private Path logs;
  private String before;

  @BeforeEach
  void intoOwnDirectory() {
    before = System.getProperty(DIRECTORY);
    System.setProperty(DIRECTORY, logs.toString());
    ThreadContext.put("run", RUN);
    ThreadContext.put("slot", "water.levels@2026-03-01");
  }

  @AfterEach
  void backToTheOthers() {
    ThreadContext.remove("run");
    ThreadContext.remove("slot");
    if (before == null) {
      System.clearProperty(DIRECTORY);
    } else {
      System.setProperty(DIRECTORY, before);
    }
  }

  /** The files of all lines and of the run's lines. */
  private List<String> written(String configuration, String message, Throwable failure)
      throws Exception {
    LoggerContext context = new LoggerContext("logs", null, CONF.resolve(configuration).toUri());
    context.start();
    try {
      Logger logger = context.getLogger("io.citylake.test");
      logger.error(message, failure);
    } finally {
      context.stop();
    }
    List<String> files = new ArrayList<>();
    for (String file : List.of("citylake.log", "runs/" + RUN + ".log")) {
      files.add(Files.readString(logs.resolve(file)));
    }
    return files;
  }

  /** A full disk, which /dev/full is as long as one writes to it. */
  @ParameterizedTest
  @ValueSource(strings = {"log4j2.xml", "log4j2-json.xml"})
  void aLogThatCannotBeWrittenIsToldOnceAndStopsNobody(String configuration) throws Exception {
    Files.createDirectories(logs.resolve("runs"));
    Files.createSymbolicLink(logs.resolve("citylake.log"), Path.of("/dev/full"));
    Files.createSymbolicLink(logs.resolve("runs/" + RUN + ".log"), Path.of("/dev/full"));
    PrintStream err = System.err;
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
    LoggerContext context = new LoggerContext("logs", null, CONF.resolve(configuration).toUri());
    try {
      context.start();
      Logger logger = context.getLogger("io.citylake.test");
      for (int i = 0; i < 5; i++) {
        logger.error("line {}", i, failure("13800001111"));
      }
    } finally {
      context.stop();
      System.setErr(err);
    }
    assertThat(told.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            ("Cannot write the log: its disk is full, or this account may not write there"
                    + " (directory=%s); work goes on without it, free space there")
                .formatted(logs));
  }

  private static Throwable failure(String text) {
    return new IllegalStateException(
        "a row is wrong: " + text, new IllegalArgumentException("not a date: " + text));
  }

  /** Of a message, of an exception and of its cause. */
  @ParameterizedTest
  @ValueSource(strings = {"log4j2.xml", "log4j2-json.xml"})
  void numbersOfPeopleReachNoFile(String configuration) throws Exception {
    List<String> people =
        List.of(
            "51010719900307123X",
            "510107199003071234",
            "510107900307123",
            "13800001111",
            "138-0000-1111",
            "138 0000 1111",
            "+8613800001111",
            "８６１３８００００１１１１",
            "５１０１０７１９９００３０７１２３Ｘ");
    String text = String.join("; ", people) + ";";
    for (String file : written(configuration, "read 13900002222, " + text, failure(text))) {
      assertThat(file).contains("a row is wrong: ***; ***;", "read ***, ***; ***;");
      for (String person : people) {
        assertThat(file).doesNotContain(person);
      }
      assertThat(file).doesNotContain("13900002222", "1234", "-0000", " 0000", "00001111", "００００");
    }
  }

  /** Ids of runs and snapshots, times and sizes are what people look for in a log. */
  @ParameterizedTest
  @ValueSource(strings = {"log4j2.xml", "log4j2-json.xml"})
  void otherNumbersStay(String configuration) throws Exception {
    String text =
        "snapshot 8744736658442914487, at 1764478800000, 12345678901 bytes, %s, 2026-03-01"
            .formatted(RUN);
    assertThat(written(configuration, text, failure("")))
        .allSatisfy(file -> assertThat(file).contains(text));
  }

  @Test
  void linesOfTextNameTheirRunAndSlot() throws Exception {
    assertThat(written("log4j2.xml", "one\ntwo", failure("")))
        .allSatisfy(
            file ->
                assertThat(file.lines().findFirst().orElseThrow())
                    .endsWith(
                        "ERROR [%s] [water.levels@2026-03-01] i.c.test - one\\ntwo".formatted(RUN)))
        .allSatisfy(file -> assertThat(file).containsOnlyOnce("a row is wrong"));
  }

  @Test
  void linesOfJsonAreObjectsWithRunAndSlot() throws Exception {
    for (String file : written("log4j2-json.xml", "one\n\"two\"", failure("三"))) {
      assertThat(file.lines()).hasSize(1);
      JsonNode line = new ObjectMapper().readTree(file);
      assertThat(line.path("message").asText()).isEqualTo("one\n\"two\"");
      assertThat(line.path("run").asText()).isEqualTo(RUN);
      assertThat(line.path("slot").asText()).isEqualTo("water.levels@2026-03-01");
      assertThat(line.path("level").asText()).isEqualTo("ERROR");
      assertThat(line.path("logger").asText()).isEqualTo("io.citylake.test");
      assertThat(line.path("at").asText()).matches("20\\d\\d-\\d\\d-\\d\\dT[0-9:.]{12}Z");
      assertThat(line.path("exception").asText())
          .contains("java.lang.IllegalArgumentException: not a date: 三", "a row is wrong: 三");
    }
  }
}
