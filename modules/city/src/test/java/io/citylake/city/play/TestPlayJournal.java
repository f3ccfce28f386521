package io.citylake.city.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPlayJournal {
  @TempDir private Path directory;

  private void played(String... lines) throws IOException {
    Files.writeString(directory.resolve("journal"), String.join("\n", lines));
  }

  @Test
  void goesOnAfterWhatWasAcknowledged() throws IOException {
    try (PlayJournal journal = PlayJournal.open(directory, "play 1", 2028)) {
      assertThat(journal.next("a.b")).isZero();
      journal.acknowledged("a.b", 200);
      journal.acknowledged("c.d", 7);
      journal.acknowledged("a.b", 250);
    }
    try (PlayJournal journal = PlayJournal.open(directory, "play 1", 2028)) {
      assertThat(journal.all())
          .containsOnly(java.util.Map.entry("a.b", 250), java.util.Map.entry("c.d", 7));
    }
  }

  @Test
  void takesALineThatWasCutOffForUnwritten() throws IOException {
    played("play 1 ahead=2027", "a.b 200", "a.b 25");
    try (PlayJournal journal = PlayJournal.open(directory, "play 1", 2028)) {
      assertThat(journal.next("a.b")).isEqualTo(200);
      journal.acknowledged("a.b", 300);
    }
    assertThat(Files.readString(directory.resolve("journal")))
        .isEqualTo("play 1 ahead=2027\na.b 200\na.b 300\n");
  }

  /** Of the year in which it was begun: in another its messages would be others. */
  @Test
  void keepsTheYearOfClocksThatAreAhead() throws IOException {
    try (PlayJournal journal = PlayJournal.open(directory, "play 1", 2028)) {
      assertThat(journal.year()).isEqualTo(2028);
      journal.acknowledged("a.b", 1);
    }
    try (PlayJournal journal = PlayJournal.open(directory, "play 1", 2029)) {
      assertThat(journal.year()).isEqualTo(2028);
      assertThat(journal.next("a.b")).isEqualTo(1);
    }
  }

  @Test
  void refusesTheJournalOfAnotherPlay() throws IOException {
    played("play 1 ahead=2027", "a.b 200", "");
    assertThatThrownBy(() -> PlayJournal.open(directory, "play 2", 2028))
        .hasMessageContaining("the journal is of another play")
        .hasMessageContaining("begun=play 1 ahead=2027, asked=play 2");
  }

  @Test
  void makesJsonOfCsvAndLeavesRaggedLinesAsTheyAre() {
    assertThat(CsvMessages.of(List.of("编号,车速", "1,60.5", "2,\"x\\", "3,1,多一列", "4")))
        .containsExactly(
            "{\"编号\":\"1\",\"车速\":\"60.5\"}",
            "{\"编号\":\"2\",\"车速\":\"\\\"x\\\\\"}",
            "3,1,多一列",
            "4");
  }
}
