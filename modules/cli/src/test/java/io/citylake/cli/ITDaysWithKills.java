package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Days through the real pipeline by processes that are killed whenever it comes: a holiday, a
 * make-up Saturday, a source that is late, a bad file. By {@code -Dcitylake.days.kills=4}, which is
 * how often one is killed; {@code -Dcitylake.seed} draws when.
 */
@EnabledIfSystemProperty(named = "citylake.days.kills", matches = "\\d+")
class ITDaysWithKills {
  private static final LocalDate FROM = LocalDate.of(2026, 4, 29);
  private static final LocalDate UNTIL = LocalDate.of(2026, 5, 11);
  private static final String SERIES = "speed-" + FROM + "-" + UNTIL;
  private static final LocalDate BAD = LocalDate.of(2026, 5, 5);
  private static final LocalDate LATE = LocalDate.of(2026, 5, 6);
  private static final int KILLS = Integer.getInteger("citylake.days.kills", 0);
  private static final long SEED = Long.getLong("citylake.seed", System.nanoTime());

  private final Random random = new Random(SEED);
  @TempDir private Path home;
  private CommandFixture lake;

  @BeforeEach
  void workspace() {
    System.out.println("Days with kills from seed " + SEED);
    lake =
        new CommandFixture(home)
            .file("conf/citylake.yaml", "source-roots: [landing]\nobserve: {scheduler-port: 0}\n")
            .levels("append")
            .file(
                "conf/calendars/cn.yaml",
                "title: {zh: 历, en: C}\nholidays: [2026-05-01]\nmake-up-days: [2026-05-09]\n");
    job("levels", "{cron: \"30 2 * * *\", calendar: cn}");
    job("flows", "{arrival: {count: 1}}");
    step("ads_day");
    for (LocalDate date = FROM.minusDays(1); date.isBefore(UNTIL); date = date.plusDays(1)) {
      deliver("levels", date, date.equals(BAD) ? "站点,水位" : "站点,时间,水位");
      if (!date.equals(LATE)) {
        deliver("flows", date, "站点,时间,水位");
      }
    }
  }

  private void job(String name, String schedule) {
    lake.file(
        "jobs/water/" + name + ".yaml",
        """
        title: {zh: 水, en: Water}
        target: water.ods_level
        schedule: %s
        quarantine: {max-records: 0}
        source: {files: {path: "landing/%s/${bizdate}.csv", format: csv}}
        columns:
          station: 站点
          at: {from: 时间, format: yyyy-MM-dd HH:mm}
          level: {from: 水位, optional: true}
        """
            .formatted(schedule, name));
  }

  private void step(String name) {
    lake.file(
        "conf/themes/water/" + name + ".yaml",
        """
        title: {zh: 日, en: Day}
        layer: ads
        grain: one day
        key: [day]
        columns:
          - {name: day, type: date, title: {zh: 日, en: Day}, required: true}
          - {name: readings, type: long, title: {zh: 数, en: Readings}}
        """);
    lake.file(
        "jobs/water/" + name + ".sql",
        "/*\ntitle: {zh: 日, en: Day}\n*/\nSELECT to_date(at) AS day, count(*) AS readings FROM water.ods_level GROUP BY to_date(at)\n");
  }

  private void deliver(String job, LocalDate date, String header) {
    lake.file(
        "landing/" + job + "/" + date.format(DateTimeFormatter.BASIC_ISO_DATE) + ".csv",
        header,
        "%s,%s 08:00,1.5".formatted(job, date));
  }

  /** Begins the command again until it has been killed often enough, and then to its end. */
  private Outcome withKills(String... command) throws Exception {
    for (int i = 0; i < KILLS; i++) {
      try (ForkedCommand killed = ForkedCommand.start(lake, List.of(), command)) {
        TimeUnit.MILLISECONDS.sleep(3_000 + random.nextInt(12_000));
        if (!killed.isAlive()) {
          // It was done before.
          break;
        }
        killed.signal("KILL");
        killed.await();
      }
    }
    return lake.call(command);
  }

  private Map<String, String> states(String series) {
    Outcome history =
        lake.callWithoutSpark(
            "schedule", "history", "--series", series, "--limit", "1000", "-o", "csv");
    Map<String, String> states = new TreeMap<>();
    history.lines().stream()
        .skip(1)
        .map(line -> line.split(",", -1))
        .forEach(cells -> states.put(cells[1].substring(6) + " " + cells[2], cells[3]));
    return states;
  }

  @Test
  void everySlotEndsInItsRightState() throws Exception {
    lake.callWithoutSpark("apply");
    String[] week = {
      "scheduler", "--speed", "--from", FROM.toString(), "--until", UNTIL.toString()
    };
    Outcome first = withKills(week);
    assertThat(first.exit()).as(first.err()).isZero();
    assertThat(states(SERIES)).containsEntry("flows " + LATE, "waiting");
    deliver("flows", LATE, "站点,时间,水位");
    Outcome second = lake.call(week);
    assertThat(second.exit()).as(second.err()).isZero();

    Map<String, String> wanted = new TreeMap<>();
    int rows = 0;
    for (LocalDate date = FROM.minusDays(1);
        date.isBefore(UNTIL.minusDays(1));
        date = date.plusDays(1)) {
      LocalDate day = date.plusDays(1);
      boolean off =
          day.equals(LocalDate.of(2026, 5, 1))
              || (day.getDayOfWeek().getValue() > 5 && !day.equals(LocalDate.of(2026, 5, 9)));
      String levels = off ? "skipped" : date.equals(BAD) ? "failed" : "ok";
      wanted.put("levels " + date, levels);
      // Midnight of the first day is over when the clock begins.
      if (!date.equals(FROM.minusDays(1))) {
        wanted.put("flows " + date, "ok");
      }
      rows += levels.equals("ok") ? 1 : 0;
      rows += date.equals(FROM.minusDays(1)) ? 0 : 1;
      wanted.put("ads_day " + date, date.equals(BAD) ? "blocked" : "ok");
    }
    assertThat(states(SERIES)).as("seed " + SEED).isEqualTo(wanted);
    assertThat(lake.query("SELECT count(*) FROM water.ods_level"))
        .as("each row once, seed " + SEED)
        .containsExactly(String.valueOf(rows));
  }

  @Test
  void aBackfillGoesOnWhereverItWasKilled() throws Exception {
    lake.callWithoutSpark("apply");
    String[] fill = {
      "backfill",
      "water.levels",
      "--all-dates",
      "--from",
      FROM.minusDays(1).toString(),
      "--to",
      UNTIL.toString()
    };
    deliver("levels", UNTIL, "站点,时间,水位");
    Outcome first = withKills(fill);
    assertThat(first.exit()).as(first.out()).isEqualTo(1);
    assertThat(first.lastLine()).endsWith("{ok=13, failed=1}");
    deliver("levels", BAD, "站点,时间,水位");
    Outcome second = lake.call(fill);
    assertThat(second.lastLine()).endsWith("{ok=14}");
    assertThat(lake.query("SELECT count(*) FROM water.ods_level")).containsExactly("14");
  }
}
