package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ITCatalog {
  @TempDir private Path home;

  @Test
  void showsWhatThereIsAndHowItIsNow() {
    CommandFixture lake =
        new CommandFixture(home)
            .levels("append", "update-cycle: daily")
            .levelsJob("quarantine: {max-ratio: 90%}")
            .landing("a.csv", "府河,2026-01-01 08:00,1.5,7", "沙河,2026-01-02 08:00,99,8");
    assertThat(lake.callWithoutSpark("catalog", "show", "water.ods_level").out())
        .contains("updated    never")
        .contains("quality    no run yet");
    lake.callWithoutSpark("apply");
    Outcome run = lake.call("run", "--all");
    assertThat(run.exit()).as(run.err() + run.out()).isZero();

    Outcome shown = lake.callWithoutSpark("catalog", "show", "water.ods_level");
    assertThat(shown.out())
        .contains("rows       1")
        .contains(", in time")
        .contains("quality    50 of 100")
        .contains("filled by  job water.levels of 水务局")
        .contains("grade      1", "shared     不予共享", "open       不开放")
        .contains("because    测试数据 (2026-11-30)");
    assertThat(lake.callWithoutSpark("catalog", "search", "水位", "-o", "csv").lines().get(1))
        .startsWith("water.ods_level,水位,Water levels,水务局,1,不予共享,不开放,daily,1,");
    Path file = home.resolve("catalogue.xlsx");
    assertThat(lake.callWithoutSpark("catalog", "export", file.toString()).out())
        .contains("1 datasets to");
    assertThat(Files.exists(file)).isTrue();
  }
}
