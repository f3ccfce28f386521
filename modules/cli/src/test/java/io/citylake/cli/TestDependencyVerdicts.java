package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The page of verdicts says what is shipped now, not what was shipped when it was written. */
class TestDependencyVerdicts {
  private static final Path PAGE =
      Path.of(System.getProperty("citylake.repository"), "docs/reference/dependencies.md");

  @Test
  void pageSaysWhatIsShipped() throws IOException {
    Set<Library> shipped = Library.shipped();
    DependencyPage page =
        new DependencyPage(lines("known-faults.txt"), lines("accepted-faults.txt"));
    String written = Files.readString(PAGE);
    String expected =
        between(
            between(written, "verdicts", page.verdicts(shipped)),
            "jars",
            "```text\n" + DependencyPage.jars(shipped) + "\n```");
    Path copy = Path.of("target", "dependencies.md");
    Files.writeString(copy, expected);
    assertThat(written)
        .as(
            "Look at each verdict that changed, and at the advisories of what is new; then copy %s"
                + " to docs/reference/dependencies.md",
            copy.toAbsolutePath())
        .isEqualTo(expected);
  }

  @Test
  void showsAVersionThatIsNotShippedAnyMore() {
    DependencyPage page =
        new DependencyPage(
            List.of("a:tool | ..2.0 | CVE-2026-0001 | ends the JVM"),
            List.of("a:tool 1.0 | CVE-2026-0001 | nothing that others send is read with it"));
    assertThat(page.verdicts(Set.of(new Library("a", "tool", "1.0", "tool-1.0.jar"))))
        .isEqualTo(
            "| `a:tool` | 1.0 | tool-1.0.jar | CVE-2026-0001 |  | **not reached**: nothing that"
                + " others send is read with it |");
    Set<Library> later = new TreeSet<>();
    later.add(new Library("a", "tool", "2.0", "tool-2.0.jar"));
    later.add(new Library("a", "tool", "1.1", "bundle-7.jar"));
    assertThat(page.verdicts(later))
        .isEqualTo(
            "| `a:tool` | 1.1 | bundle-7.jar | CVE-2026-0001 |  | **not reached**: nobody says why"
                + " |\n| `a:tool` | 2.0 | tool-2.0.jar |  | CVE-2026-0001 | not affected |");
    assertThat(DependencyPage.jars(later)).isEqualTo("bundle-7.jar\n  a:tool 1.1\ntool-2.0.jar");
  }

  private static String between(String text, String mark, String inner) {
    String begin = "<!-- begin " + mark + " -->\n";
    String end = "\n<!-- end " + mark + " -->";
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    assertThat(from).as("the mark %s", mark).isNotNegative().isLessThan(to);
    return text.substring(0, from + begin.length()) + inner + text.substring(to);
  }

  private static List<String> lines(String name) throws IOException {
    try (InputStream in = TestDependencyVerdicts.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
