package io.citylake.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CityLake;
import io.citylake.cli.call.Console;
import io.citylake.cli.call.Invocation;
import io.citylake.run.session.SparkStarter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The page of commands: it is what the code says, and its examples can be typed. */
class TestCommandReference {
  private static final Path REPOSITORY = Path.of(System.getProperty("citylake.repository"));
  private static final String PAGE = "docs/reference/commands.md";
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  @TempDir private Path directory;

  private final StringWriter said = new StringWriter();
  private final Invocation invocation =
      new Invocation(
          new Console(new PrintWriter(said), new PrintWriter(said), false),
          Map.of(),
          Clock.systemUTC(),
          SparkStarter.owned());

  @Test
  void committedPageIsWhatTheCommandWrites() throws IOException {
    Path checkout = Boolean.getBoolean("citylake.regenerate") ? REPOSITORY : directory;
    assertThat(CityLake.execute(invocation, "generate-reference", checkout.toString()))
        .as(said.toString())
        .isZero();
    assertThat(REPOSITORY.resolve(PAGE)).exists();
    assertThat(Files.readString(REPOSITORY.resolve(PAGE)))
        .as(
            "%s is out of date; run: bin/citylake generate-reference ., or this test with"
                + " -Dcitylake.regenerate=true",
            PAGE)
        .isEqualTo(Files.readString(checkout.resolve(PAGE)))
        .as("picocli replaces variables that aren't escaped")
        .contains("that ${bizdate} stands for")
        .doesNotContain(" null ");
  }

  @Test
  void everyCommandHasAnExampleThatParses() {
    CommandLine line = CityLake.commandLine(invocation);
    List<String> without = new ArrayList<>();
    commands(line.getCommandSpec())
        .forEach(
            command -> {
              List<String> examples = CommandNotes.of(command).examples();
              if (examples.isEmpty() && CommandPage.visible(command).isEmpty()) {
                without.add(command.qualifiedName());
              }
              for (String example : examples) {
                assertThat(example + " ").startsWith(command.qualifiedName() + " ");
                line.parseArgs(words(example));
              }
            });
    assertThat(without).as("commands without an example in command-notes.txt").isEmpty();
  }

  @Test
  void notesSpeakOfCommandsThatThereAre() {
    CommandLine line = CityLake.commandLine(invocation);
    assertThat(commands(line.getCommandSpec()).map(CommandSpec::qualifiedName))
        .containsAll(CommandNotes.names());
  }

  private static Stream<CommandSpec> commands(CommandSpec command) {
    return CommandPage.visible(command).stream()
        .flatMap(each -> Stream.concat(Stream.of(each), commands(each)));
  }

  /** As a shell splits them, without the command's name and where its output goes. */
  private static String[] words(String example) {
    return WORD.matcher(example.replaceFirst(" > .*$", ""))
        .results()
        .map(TestCommandReference::word)
        .skip(1)
        .toArray(String[]::new);
  }

  private static String word(MatchResult match) {
    for (int group = 1; group <= match.groupCount(); group++) {
      if (match.group(group) != null) {
        return match.group(group);
      }
    }
    return match.group();
  }
}
