package io.citylake.cli.city;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.cli.CommandFixture;
import io.citylake.cli.CommandFixture.Outcome;
import io.citylake.cli.city.CityProgress.Chunk;
import io.citylake.model.CityLakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said before a city is made chunk by chunk, and how far it was when a process ended. */
class TestCityInChunks {
  private static final Chunk WEEK =
      new Chunk(
          "2026-01-01",
          7,
          700,
          Map.of("iot_sensing.readings", 700L),
          Map.of("load", 1.5, "derive", 0.5),
          true,
          new LakeSize(42_000, 3, 900),
          1L << 30);

  @TempDir private Path dir;

  @Test
  void goesOnWhereItWas() {
    CityProgress begun = new CityProgress(0.1, 365, 7, List.of());
    assertThat(CityProgress.find(dir)).isEmpty();
    begun.write(dir);
    begun.plus(WEEK).write(dir);
    CityProgress found = CityProgress.find(dir).orElseThrow();
    assertThat(found).isEqualTo(begun.plus(WEEK));
    assertThat(found.daysIn()).isEqualTo(7);
    assertThat(found.chunks().get(0).took()).isEqualTo(2.0);
  }

  @Test
  void anotherCityAndABrokenFileAreRefused() throws IOException {
    CommandFixture city = CommandFixture.city(Files.createDirectory(dir.resolve("home")));
    Path at = Files.createDirectory(dir.resolve("at"));
    new CityProgress(0.1, 365, 7, List.of(WEEK)).write(at);
    assertRefused(
        bench(city, at, "--scale", "0.2", "--days", "365", "--chunk", "7d"),
        "it is of --scale 0.1 --days 365 --chunk 7d");
    Files.writeString(at.resolve("city.json"), "{");
    assertThatThrownBy(() -> CityProgress.find(at))
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining("delete the directory or name another with --to");
  }

  @Test
  void whatTheDiskCannotHoldIsRefusedBeforeAnythingIsMade() throws IOException {
    CommandFixture city = CommandFixture.city(Files.createDirectory(dir.resolve("home")));
    Path at = dir.resolve("at");
    assertRefused(
        bench(city, at, "--scale", "100000", "--days", "365", "--chunk", "7d"),
        "Cannot make 365 more days of the city");
    assertThat(at.resolve("landing")).doesNotExist();
  }

  @Test
  void chunksAreWholeDays() throws IOException {
    CommandFixture city = CommandFixture.city(Files.createDirectory(dir.resolve("home")));
    assertRefused(
        bench(city, dir.resolve("at"), "--chunk", "36h"), "give whole days, as --chunk 7d");
  }

  /** The directory of another program is not emptied. */
  @Test
  void directoryOfOthersIsLeftAlone() throws IOException {
    CommandFixture city = CommandFixture.city(Files.createDirectory(dir.resolve("home")));
    Path at = Files.createDirectory(dir.resolve("at"));
    Path mine = Files.writeString(at.resolve("mine"), "");
    assertRefused(bench(city, at, "--chunk", "1d"), "the directory is none of an earlier demo");
    assertThat(mine).exists();
  }

  private static Outcome bench(CommandFixture city, Path at, String... options) {
    String[] command = new String[options.length + 4];
    command[0] = "bench";
    command[1] = "city";
    command[2] = "--to";
    command[3] = at.toString();
    System.arraycopy(options, 0, command, 4, options.length);
    return city.callWithoutSpark(command);
  }

  private static void assertRefused(Outcome outcome, String why) {
    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.err()).contains(why);
  }
}
