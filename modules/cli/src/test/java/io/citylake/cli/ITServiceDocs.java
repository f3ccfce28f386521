package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Units, cron tables and the calls of other schedulers, as the guides show them. */
class ITServiceDocs {
  private static final Path GUIDES =
      Path.of(System.getProperty("citylake.repository")).resolve("docs/guide");
  private static final String PROGRAM = "/opt/citylake/bin/citylake";
  private static final Pattern CALL = Pattern.compile("(?:^|[ =])\\S*citylake +(?!/)(\\S.*)$");
  private static final Pattern CRON =
      Pattern.compile(
          "(\\S+ ){4}\\S+ +citylake +" + PROGRAM + " [^>]+( >> /var/log/citylake/\\w+\\.log)?");

  @TempDir private Path directory;

  private static List<DocPage.Block> blocks(String page, String attribute) {
    List<DocPage.Block> blocks =
        DocPage.read(GUIDES.resolve(page)).blocks().stream()
            .filter(each -> each.attributes().containsKey(attribute))
            .toList();
    assertThat(blocks).as(page + " " + attribute).isNotEmpty();
    return blocks;
  }

  /** Each is parsed as the command line is: its words must be those of commands and options. */
  private void assertCallable(String words) {
    CityLake.commandLine(new CommandFixture(directory).invocation(Clock.systemUTC()))
        .parseArgs(words.strip().split(" +"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"operations.md", "operations.zh-CN.md"})
  void unitsAreWhatSystemdReads(String page) throws Exception {
    Path verifier = Path.of("/usr/bin/systemd-analyze");
    for (DocPage.Block unit : blocks(page, "unit")) {
      List<String> calls =
          unit.lines().stream().filter(line -> line.startsWith("ExecStart=")).toList();
      assertThat(calls).hasSize(1);
      assertThat(calls.get(0)).startsWith("ExecStart=" + PROGRAM + " ");
      assertCallable(calls.get(0).substring(("ExecStart=" + PROGRAM).length()));
      if (!Files.isExecutable(verifier)) {
        System.err.println("SKIPPED: no systemd-analyze, so units are verified by nobody");
      }
      assumeThat(verifier).isExecutable();
      assertThat(verified(unit)).as(unit.attributes().get("unit")).isEmpty();
    }
    DocPage.Block first = blocks(page, "unit").get(0);
    List<String> lines = new ArrayList<>(first.lines());
    lines.add(1, "Descriptoin=x");
    assertThat(verified(new DocPage.Block("ini", first.attributes(), lines, 1)))
        .as("it does look")
        .contains("Descriptoin");
  }

  /** What systemd says of a unit, whose program is one that there is. */
  private String verified(DocPage.Block unit) throws IOException, InterruptedException {
    Path file = directory.resolve(unit.attributes().get("unit"));
    Files.writeString(file, String.join("\n", unit.lines()).replace(PROGRAM, "/bin/true") + "\n");
    Process process =
        new ProcessBuilder("/usr/bin/systemd-analyze", "verify", "--man=no", file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    // Units of the machine are read too, and may have faults of their own.
    List<String> ours =
        said.lines().filter(line -> line.contains(file.getFileName().toString())).toList();
    assertThat(process.waitFor() == 0 || !ours.isEmpty()).as(said).isTrue();
    return String.join("\n", ours);
  }

  @ParameterizedTest
  @ValueSource(strings = {"operations.md", "operations.zh-CN.md"})
  void cronCallsWhatThereIs(String page) {
    for (DocPage.Block table : blocks(page, "crontab")) {
      for (String line : table.lines()) {
        if (line.startsWith("#") || line.matches("[A-Z_]+=\\S+")) {
          continue;
        }
        assertThat(line).matches(CRON);
        assertCallable(line.substring(line.indexOf(PROGRAM) + PROGRAM.length()).split(">>", 2)[0]);
      }
    }
    assertThat(blocks(page, "logrotate").get(0).lines().get(0))
        .isEqualTo("/var/log/citylake/*.log {");
  }

  /** Also where a guide shows a call within a block that no test runs. */
  @Test
  void shellBlocksCallWhatThereIs() {
    int calls = 0;
    for (String page : List.of("scheduling.md", "alerts.md", "operations.md")) {
      for (DocPage.Block block : DocPage.read(GUIDES.resolve(page)).blocks()) {
        if (block.language().equals("sh")) {
          for (String line : block.lines()) {
            Matcher call = CALL.matcher(line.replaceAll("\"[^\"]*\"", "x"));
            if (call.find()) {
              assertCallable(call.group(1));
              calls++;
            }
          }
        }
      }
    }
    assertThat(calls).isGreaterThan(15);
  }
}
