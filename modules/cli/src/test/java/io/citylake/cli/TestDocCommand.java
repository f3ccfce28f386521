package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How a page's blocks are read, and that what differs is seen. */
class TestDocCommand {
  private static final String ID = "d05c50128206e399df7fe2d47ffd71c1";

  private static DocPage page(String... lines) {
    return DocPage.parse(Path.of("page.md"), List.of(lines));
  }

  private static DocCommand command(String... lines) {
    return DocCommand.parse(new DocPage.Block("console", Map.of(), List.of(lines), 1)).get(0);
  }

  @Test
  void readsBlocksAndLinks() {
    DocPage page =
        page(
            "See [one](a.md) and `[none](b.md)`.",
            "```csv file=landing/a.csv encoding=gb18030",
            "[none](c.md)",
            "```",
            "[two](d.md#part)");
    assertThat(page.links()).containsExactly("a.md", "d.md#part");
    assertThat(page.blocks())
        .containsExactly(
            new DocPage.Block(
                "csv",
                Map.of("file", "landing/a.csv", "encoding", "gb18030"),
                List.of("[none](c.md)"),
                2));
  }

  @Test
  void refusesFenceThatStaysOpenAndLineThatIsNoCommand() {
    assertThatThrownBy(() -> page("", "```sh")).hasMessageContaining("page.md:2: a fence is");
    assertThatThrownBy(() -> command("ls")).hasMessageContaining("Line 2 is none of a command");
  }

  @Test
  void readsQuotedWordsExitAndOutput() {
    DocCommand command = command("$ citylake sql -e \"select 'a b'\" 'c d' e", "# exit 2", "no");
    assertThat(command.words(Map.of())).containsExactly("sql", "-e", "select 'a b'", "c d", "e");
    assertThat(command.exit()).isEqualTo(2);
    assertThat(command.expected()).containsExactly("no");
    assertThat(command("$ citylake plan").exit()).isZero();
  }

  @Test
  void findsLinesInTheirOrder() {
    DocCommand command = command("$ citylake list", "a  ... c", "...", "d");
    Map<String, String> ids = new TreeMap<>();
    assertThat(command.missing(List.of("x", "a b   c", "y", " d"), ids)).isEmpty();
    assertThat(command.missing(List.of("d", "a b c"), ids)).contains("d");
    assertThat(command.missing(List.of("a b d", "d"), ids)).contains("a  ... c");
    assertThat(command.missing(List.of("a b c", "d e"), ids)).contains("d");
  }

  @Test
  void remembersIdForLaterCommands() {
    Map<String, String> ids = new TreeMap<>();
    assertThat(
            command("$ citylake quarantine show", "ID  water.ods_level")
                .missing(List.of(ID + "  water.ods_level"), ids))
        .isEmpty();
    assertThat(command("$ citylake quarantine fix ID").words(ids))
        .containsExactly("quarantine", "fix", ID);
  }
}
