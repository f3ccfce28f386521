package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documentation shows is what the commands do; see docs/README.md. */
class ITDocs {
  private static final Path REPOSITORY = Path.of(System.getProperty("citylake.repository"));
  private static final Path DOCS = REPOSITORY.resolve("docs");
  private static final String CHINESE = ".zh-CN.md";

  @TempDir private Path home;
  private final Map<String, String> ids = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {"start/README.md", "start/README.zh-CN.md"})
  void firstHourDoesWhatItsPageShows(String page) throws IOException {
    play(page, workspace());
    assertThat(failures).isEmpty();
  }

  /** The guides go on in the workspace of the first hour, in the order of their index. */
  @Test
  void guidesDoWhatTheirPagesShow() throws IOException {
    CommandFixture lake = workspace();
    play("start/README.md", lake);
    assertThat(failures).isEmpty();
    List<String> guides =
        DocPage.read(DOCS.resolve("guide/README.md")).links().stream()
            .filter(link -> link.matches("[a-z-]+\\.md"))
            .toList();
    assertThat(guides).hasSizeGreaterThan(5).doesNotHaveDuplicates();
    for (String guide : guides) {
      play("guide/" + guide, lake);
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void bothLanguagesShowTheSameBlocks() throws IOException {
    List<String> differences = new ArrayList<>();
    List<Path> pages = new ArrayList<>(pages("start"));
    pages.addAll(pages("guide"));
    for (Path page : pages) {
      String name = page.getFileName().toString();
      boolean isChinese = name.endsWith(CHINESE);
      String other =
          isChinese ? name.replace(CHINESE, ".md") : name.replaceFirst("\\.md$", CHINESE);
      if (!Files.exists(page.resolveSibling(other))) {
        differences.add(page + ": there is no " + other);
      } else if (!isChinese) {
        differences.addAll(differences(page, page.resolveSibling(other)));
      }
    }
    assertThat(differences).isEmpty();
  }

  @Test
  void relativeLinksLeadSomewhere() throws IOException {
    List<Path> pages = new ArrayList<>(pages(""));
    pages.add(REPOSITORY.resolve("README.md"));
    pages.add(REPOSITORY.resolve("README.zh-CN.md"));
    List<String> broken = new ArrayList<>();
    for (Path page : pages) {
      for (String link : DocPage.read(page).links()) {
        String path = link.replaceFirst("#.*$", "");
        boolean isRelative = !link.contains("://") && !path.isEmpty();
        if (isRelative && !Files.exists(page.resolveSibling(path))) {
          broken.add(page + ": " + link);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static List<String> differences(Path english, Path chinese) {
    List<DocPage.Block> some = DocPage.read(english).blocks();
    List<DocPage.Block> others = DocPage.read(chinese).blocks();
    List<String> differences = new ArrayList<>();
    if (some.size() != others.size()) {
      differences.add(
          "%s has %d blocks, %s has %d"
              .formatted(english, some.size(), chinese.getFileName(), others.size()));
    }
    for (int i = 0; i < Math.min(some.size(), others.size()); i++) {
      if (!some.get(i).equalsText(others.get(i))) {
        differences.add(
            "%s:%d differs from line %d of %s"
                .formatted(
                    english, some.get(i).line(), others.get(i).line(), chinese.getFileName()));
      }
    }
    return differences;
  }

  private static List<Path> pages(String directory) throws IOException {
    try (Stream<Path> files = Files.walk(DOCS.resolve(directory))) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  /** An empty workspace: all files are the pages' own. */
  private CommandFixture workspace() throws IOException {
    CommandFixture lake =
        new CommandFixture(home)
            .environment("GAUGES_EAST_KEY", "a-key-for-the-guide-alone")
            .environment("ORION_KEY", "another-key-for-the-guide")
            .environment("VIDEO_EAST_PASSWORD", "a-password")
            .environment("VIDEO_CAMERA_PASSWORD", "a-password");
    Files.delete(home.resolve("conf/themes/water.yaml"));
    Files.delete(home.resolve("conf/citylake.yaml"));
    return lake;
  }

  private void play(String page, CommandFixture lake) throws IOException {
    for (DocPage.Block block : DocPage.read(DOCS.resolve(page)).blocks()) {
      String file = block.attributes().get("file");
      if (file != null) {
        Path to = home.resolve(file);
        Files.createDirectories(to.getParent());
        Charset encoding = Charset.forName(block.attributes().getOrDefault("encoding", "utf-8"));
        Files.writeString(to, String.join("\n", block.lines()) + "\n", encoding);
      } else if (block.language().equals("console")) {
        for (DocCommand command : DocCommand.parse(block)) {
          play(page, command, lake);
        }
      }
    }
  }

  private void play(String page, DocCommand command, CommandFixture lake) {
    Outcome outcome = lake.call(command.words(ids));
    List<String> output = Stream.concat(outcome.out().lines(), outcome.err().lines()).toList();
    Optional<String> missing = command.missing(output, ids);
    if (outcome.exit() != command.exit() || missing.isPresent()) {
      failures.add(
          "%s:%d: %s: exit %d%s%n%s"
              .formatted(
                  page,
                  command.line(),
                  command.text(),
                  outcome.exit(),
                  missing.map(line -> ", and no line like \"" + line + "\" in").orElse(""),
                  String.join("\n", output)));
    }
  }
}
