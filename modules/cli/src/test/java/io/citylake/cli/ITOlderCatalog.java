package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A catalog database that is older than its warehouse, or that is gone. */
class ITOlderCatalog {
  private static final String COUNT = "select count(*) from water.ods_level";

  @TempDir private Path home;
  @TempDir private Path backup;
  private CommandFixture lake;

  @BeforeEach
  void loadTwiceAndCopyTheCatalogInBetween() throws Exception {
    lake = new CommandFixture(home).levels("append", "key: [gauge]").levelsJob();
    lake.landing("a.csv", "府河,2026-01-01 08:00,1.5,7");
    assertThat(lake.call("apply").exit()).isZero();
    assertThat(lake.call("run", "--all").exit()).isZero();
    copyCatalog(state(), backup);
    lake.landing("b.csv", "沙河,2026-01-01 08:00,1.5,8");
    assertThat(lake.call("run", "--all").exit()).isZero();
  }

  @Test
  void anOlderCopyIsNoticedAndGoesForward() throws Exception {
    copyCatalog(backup, state());
    Outcome run = lake.call("run", "--all");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains("the database is an older copy", "CL3010");
    assertThat(lake.callWithoutSpark("plan").err()).contains("CL3010");

    // What only reads answers as it can, and says so.
    Outcome read = lake.call("sql", "-o", "csv", "-e", COUNT);
    assertThat(read.lines()).doesNotContain("2");
    assertThat(read.err()).contains("is an older copy", "first=water.ods_level");
    assertThat(lake.call("deliveries").err()).contains("is an older copy");
    assertThat(lake.call("quarantine", "ls").err()).contains("is an older copy");
    assertThat(lake.call("catalog", "show", "water.ods_level").err()).contains("is an older copy");

    Outcome planned = lake.callWithoutSpark("table", "recover", "--plan");
    assertThat(planned.out()).contains("water.ods_level", "CATALOG_BEHIND");
    assertThat(lake.callWithoutSpark("plan").exit()).isNotZero();
    assertThat(lake.callWithoutSpark("table", "recover", "--all").exit()).isZero();
    assertThat(lake.query(COUNT)).containsExactly("2");
    assertThat(lake.call("sql", "-e", COUNT).err()).doesNotContain("older copy");
    assertThat(lake.call("run", "--all").out()).contains("[nothing new in ");
    assertThat(lake.query(COUNT)).containsExactly("2");
  }

  @Test
  void aLostOneIsNoticedBeforeTablesAreMadeAnew() throws Exception {
    try (Stream<Path> files = Files.list(state())) {
      for (Path file :
          files.filter(each -> each.getFileName().toString().startsWith("catalog.db")).toList()) {
        Files.delete(file);
      }
    }
    Outcome planned = lake.callWithoutSpark("plan");
    assertThat(planned.out()).contains("BLOCKED: the warehouse holds this table");
    // Also one that a run would make anew, over the rows that it had kept.
    assertThat(planned.out()).contains("water.ods_level__displaced");
    assertThat(lake.callWithoutSpark("apply").exit()).isNotZero();
    assertThat(lake.callWithoutSpark("table", "recover", "--all").out())
        .contains("water.ods_level", "NOT_IN_CATALOG");
    assertThat(lake.callWithoutSpark("apply").exit()).isZero();
    assertThat(lake.call("run", "--all").out()).contains("[nothing new in ");
    assertThat(lake.query(COUNT)).containsExactly("2");
  }

  /** What writes or removes without a run hides nothing of what the newer one knows. */
  @Test
  void nothingIsBuiltUponAnOlderCopy() throws Exception {
    copyCatalog(backup, state());
    List<Path> files = warehouse();
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(30)));
    for (Path file : files) {
      Files.setLastModifiedTime(file, old);
    }
    Outcome kept = lake.call("maintain", "--remove-orphans");
    assertThat(kept.exit()).as(kept.out() + kept.err()).isEqualTo(1);
    assertThat(kept.out()).contains("is an older copy").doesNotContain("named by no metadata");
    for (String[] words :
        new String[][] {
          {"sql", "--write", "-e", "delete from water.ods_level"},
          {"sql", "--write", "-e", "alter table water.ods_level set tblproperties ('a' = 'b')"},
          {"table", "recreate", "water.ods_level"},
          {"table", "recreate", "--from-deliveries", "water.ods_level"}
        }) {
      Outcome refused = lake.call(words);
      assertThat(refused.exit()).as(refused.out() + refused.err()).isNotZero();
      assertThat(refused.err()).contains("CL3010");
    }
    assertThat(warehouse()).containsAll(files);
    assertThat(lake.call("run", "--all").out()).contains("CL3010");
    assertThat(lake.callWithoutSpark("table", "recover", "--all").exit()).isZero();
    assertThat(lake.query(COUNT)).containsExactly("2");
  }

  private List<Path> warehouse() throws IOException {
    try (Stream<Path> files = Files.walk(state().resolve("warehouse"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private Path state() {
    return home.resolve(".citylake");
  }

  private static void copyCatalog(Path from, Path to) throws IOException {
    // The database is closed between two commands, so that the one file is all of it.
    Files.copy(
        from.resolve("catalog.db"), to.resolve("catalog.db"), StandardCopyOption.REPLACE_EXISTING);
    for (String beside : new String[] {"catalog.db-wal", "catalog.db-shm"}) {
      Files.deleteIfExists(to.resolve(beside));
    }
  }
}
