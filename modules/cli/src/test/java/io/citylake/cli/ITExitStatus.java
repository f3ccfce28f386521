package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.cli.CommandFixture.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scheduler learns of a run that did what it could, and left somebody something to do. */
class ITExitStatus {
  private static final int ATTENTION = 3;
  private static final String GOOD = "府河,2026-01-01 08:00,1.5,1";
  private static final String BAD = "沙河,2026-01-01 09:00,99,2";
  @TempDir private Path home;
  private CommandFixture lake;

  @BeforeEach
  void workspace() throws IOException {
    lake = new CommandFixture(home).levels("append", "key: [station]").levelsJob();
    Files.createDirectories(home.resolve("landing"));
    assertThat(lake.call("apply").exit()).isZero();
  }

  private Outcome run(String... words) {
    String[] call = new String[words.length + 2];
    call[0] = "run";
    call[1] = "--all";
    System.arraycopy(words, 0, call, 2, words.length);
    return lake.call(call);
  }

  @Test
  void aPathThatNoFileMatches() throws IOException {
    Outcome never = run();
    assertThat(never.exit()).isEqualTo(ATTENTION);
    assertThat(never.out()).contains("files none]", "audit source ATTENTION: no file matches");
    assertThat(never.lastLine()).isEqualTo("PASS=0 WARN=1 QUARANTINED=0 ERROR=0 SKIP=0");
    assertThat(run("--warnings-ok").exit()).isZero();
    assertThat(run("--dry-run").exit()).isEqualTo(ATTENTION);
    lake.landing("a.csv", GOOD);
    assertThat(run().exit()).isZero();
    Files.delete(home.resolve("landing/a.csv"));
    assertThat(run().exit()).isEqualTo(ATTENTION);
  }

  /** The next round overwrites its own, and no run's. */
  @Test
  void eachRunHasItsResultsBesideItsLog() throws IOException {
    lake.levelsJob("quarantine: {max-ratio: 60%}").landing("a.csv", GOOD, BAD);
    assertThat(run().exit()).isZero();
    lake.landing("b.csv", GOOD.replace("府河", "清水河"));
    assertThat(run().exit()).isZero();
    ObjectMapper json = new ObjectMapper();
    JsonNode last = json.readTree(lake.read("target/run_results.json")).path("results").path(0);
    List<String> runs =
        lake.callWithoutSpark("runs", "-o", "csv").lines().stream()
            .skip(1)
            .map(line -> line.split(",", -1)[0])
            .toList();
    assertThat(runs).hasSize(2).first().isEqualTo(last.path("run_id").asText());
    JsonNode first =
        json.readTree(lake.read(".citylake/logs/runs/" + runs.get(1) + ".run_results.json"));
    assertThat(first.path("results")).hasSize(1);
    JsonNode result = first.path("results").path(0);
    assertThat(result.path("unique_id").asText()).isEqualTo("water.levels");
    assertThat(result.path("run_id").asText()).isEqualTo(runs.get(1));
    assertThat(result.path("status").asText()).isEqualTo("pass");
    assertThat(result.path("failures").asInt()).isEqualTo(1);
    assertThat(result.path("rows").path("accepted").asInt()).isEqualTo(1);
    JsonNode timing = result.path("timing").path(0);
    assertThat(timing.path("name").asText()).isEqualTo("execute");
    assertThat(Instant.parse(timing.path("started_at").asText()))
        .isBefore(Instant.parse(timing.path("completed_at").asText()));
    assertThat(lake.read(".citylake/logs/runs/" + runs.get(0) + ".run_results.json"))
        .contains(runs.get(0))
        .doesNotContain(runs.get(1));
  }

  @Test
  void whereEverythingIsRefusedAndRefusedAgain() {
    lake.levelsJob("quarantine: {max-ratio: 60%}").landing("a.csv", GOOD, BAD);
    assertThat(run().exit()).as("one of two").isZero();
    Outcome replay = lake.call("quarantine", "replay");
    assertThat(replay.exit()).isEqualTo(ATTENTION);
    assertThat(replay.out()).contains("audit quarantine ATTENTION: all 1 records were refused");
    assertThat(lake.call("quarantine", "replay", "--warnings-ok").exit()).isZero();
    lake.levelsJob().landing("b.csv", BAD);
    assertThat(run().exit()).isEqualTo(ATTENTION);
    lake.file("landing/c.csv", "no header");
    Outcome unreadable = run();
    assertThat(unreadable.exit()).as("a file that is refused whole").isEqualTo(ATTENTION);
    assertThat(unreadable.out()).contains("files 1 unreadable, read 1 accepted 0");
    lake.landing("d.csv", "江安河,2026-01-01 08:00,1.5,1");
    assertThat(run().exit()).as("it is said, and held nobody up").isZero();
  }

  @Test
  void rowsOfAnotherDefinition() {
    lake.landing("a.csv", GOOD);
    assertThat(run().exit()).isZero();
    lake.levelsJob()
        .file(
            "jobs/water/levels.yaml",
            lake.read("jobs/water/levels.yaml")
                .replace("level: 水位", "level: {from: 水位, grouping: \",\"}"));
    Outcome changed = run();
    assertThat(changed.exit()).as(changed.out() + changed.err()).isEqualTo(ATTENTION);
    assertThat(changed.out()).contains("1 files were loaded under another mapping");
    assertThat(run("--full-refresh").out()).contains("files 1 again, read 1");
    assertThat(run().exit()).isZero();
  }

  @Test
  void filesAreCountedInTheLineTheResultsAndTheLedger() throws IOException {
    lake.landing("a.csv", GOOD).landing("b.csv", "府河,2026-01-01 08:00,2.5,1");
    lake.landing("copy.csv", GOOD);
    Outcome first = run("-o", "json");
    assertThat(first.err()).contains("files 2 new 1 copy, read 2 accepted 1", "conflicts 1]");
    JsonNode row = new ObjectMapper().readTree(first.out()).path(0);
    assertThat(row.path("files_new").asInt()).isEqualTo(2);
    assertThat(row.path("files_copies").asInt()).isEqualTo(1);
    assertThat(row.path("conflicts").asInt()).isEqualTo(1);
    lake.landing("a.csv", "沙河,2026-01-01 08:00,1.5,1");
    Outcome second = run();
    // The copy is now the only file of its content, and nobody knows whether it was put aside.
    assertThat(second.exit()).isEqualTo(3);
    assertThat(second.out()).contains("files 1 corrected, read 1", "copy.csv; delete it");
    JsonNode files =
        new ObjectMapper()
            .readTree(lake.read("target/run_results.json"))
            .path("results")
            .path(0)
            .path("files");
    assertThat(files.toString())
        .isEqualTo("{\"new\":0,\"corrected\":1,\"again\":0,\"copies\":0,\"unreadable\":0}");
    assertThat(lake.callWithoutSpark("runs", "-o", "csv").lines().get(1)).endsWith(",1 corrected");
    assertThat(lake.callWithoutSpark("runs", "-o", "csv").lines().get(2))
        .endsWith(",1,2 new 1 copy");
    String run = row.path("run").asText();
    assertThat(lake.callWithoutSpark("runs", "show", run).out())
        .containsPattern("conflicts +1\n")
        .containsPattern("files +2 new 1 copy\n");
  }
}
