package io.citylake.govern.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.lake.metadata.LakeProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestAccessTable {
  @TempDir private Path state;
  private final InMemoryCatalog catalog = new InMemoryCatalog();

  @BeforeEach
  void opens() {
    catalog.initialize("lake", Map.of());
  }

  @Test
  void bringsEachLineOnce() throws IOException {
    HashChainedLog log = HashChainedLog.open(state);
    log.record(Entries.of("2026-03-01T10:00:00Z", "wang", "select '51010419900307123X'"));
    log.record(Entries.of("2026-03-02T10:00:00Z", "li", "select 2"));

    assertThat(table().sync()).isEqualTo(2);
    assertThat(table().sync()).isZero();
    log.record(Entries.of("2026-03-02T11:00:00Z", "li", "select 3"));
    assertThat(table().sync()).isEqualTo(1);

    List<Record> rows = rows();
    assertThat(rows)
        .extracting(row -> row.getField("sequence"))
        .containsExactlyInAnyOrder(1L, 2L, 3L);
    Record first =
        rows.stream().filter(row -> row.getField("sequence").equals(1L)).findFirst().orElseThrow();
    assertThat(first.getField("at")).isEqualTo(OffsetDateTime.parse("2026-03-01T10:00:00Z"));
    assertThat(first.getField("statement")).isEqualTo("select '***'");
    assertThat((List<?>) first.getField("subjects")).hasSize(1);
    assertThat(first.getField("tables").toString())
        .contains("enterprise.ods_firm")
        .contains("[name, uscc]")
        .contains("8273648273648");
    assertThat(Files.exists(state.resolve("access/2026-03-02.ndjson"))).isTrue();
  }

  @Test
  void commitsRowsWithTheirPosition() {
    HashChainedLog log = HashChainedLog.open(state);
    log.record(Entries.of("2026-03-01T10:00:00Z", "wang", "select 1"));
    table().sync();

    Table table = catalog.loadTable(AccessTable.NAME);
    assertThat(LakeProperties.accessPosition(table, name(state))).contains("1 2026-03-01.ndjson");
    assertThat(table.history()).hasSize(1);
  }

  /** A statement may be a million characters, so lines are no measure. */
  @Test
  void commitsNoMoreAtOnceThanItMayHold() {
    HashChainedLog log = HashChainedLog.open(state);
    for (int i = 0; i < 4; i++) {
      log.record(Entries.of("2026-03-01T10:00:00Z", "wang", "select " + "x".repeat(900)));
    }
    assertThat(new AccessTable(catalog, state, 2_000).sync()).isEqualTo(4);
    assertThat(catalog.loadTable(AccessTable.NAME).history()).hasSize(2);
  }

  /** Of two servers on one catalog, each with a state directory and a chain of its own. */
  @Test
  void hasTheLogsOfAllServers() throws IOException {
    Path other = state.resolve("other");
    HashChainedLog here = HashChainedLog.open(state);
    HashChainedLog there = HashChainedLog.open(other);
    here.record(Entries.of("2026-03-01T10:00:00Z", "wang", "select 1"));
    here.record(Entries.of("2026-03-01T11:00:00Z", "wang", "select 2"));
    there.record(Entries.of("2026-03-01T10:30:00Z", "li", "select 3"));

    assertThat(table().sync()).isEqualTo(2);
    assertThat(new AccessTable(catalog, other).sync()).isEqualTo(1);
    there.record(Entries.of("2026-03-01T12:00:00Z", "li", "select 4"));
    assertThat(table().sync()).isZero();
    assertThat(new AccessTable(catalog, other).sync()).isEqualTo(1);

    assertThat(rows())
        .extracting(
            row ->
                row.getField("log").equals(name(state))
                    + " "
                    + row.getField("sequence")
                    + " "
                    + row.getField("user"))
        .containsExactlyInAnyOrder("true 1 wang", "true 2 wang", "false 1 li", "false 2 li");
    for (Path each : List.of(state, other)) {
      ChainCheck.Verdict verdict = ChainCheck.of(each, ChainCheck.Trust.none());
      assertThat(verdict.fault()).isEmpty();
      assertThat(verdict.lines()).isEqualTo(2);
    }
  }

  /**
   * Its position named no log: it is gone on with by the log whose lines it has, and by no other.
   */
  @Test
  void goesOnWithATableOfAnEarlierProgram() throws IOException {
    Path other = state.resolve("other");
    HashChainedLog here = HashChainedLog.open(state);
    here.record(Entries.of("2026-03-01T10:00:00Z", "wang", "select 1"));
    HashChainedLog there = HashChainedLog.open(other);
    there.record(Entries.of("2026-03-01T10:30:00Z", "li", "select 3"));
    table().sync();
    Table made = catalog.loadTable(AccessTable.NAME);
    made.updateSchema().deleteColumn("log").commit();
    made.updateProperties()
        .set("citylake.access.position", "1 2026-03-01.ndjson")
        .remove("citylake.access.position." + name(state))
        .commit();
    here.record(Entries.of("2026-03-01T11:00:00Z", "wang", "select 2"));

    assertThat(new AccessTable(catalog, other).sync()).isEqualTo(1);
    assertThat(table().sync()).isEqualTo(1);
    assertThat(rows())
        .extracting(row -> row.getField("sequence") + " " + row.getField("user"))
        .containsExactlyInAnyOrder("1 wang", "1 li", "2 wang");
  }

  private static String name(Path stateDir) {
    return HashChainedLog.mask(HashChainedLog.directory(stateDir)).log();
  }

  @Test
  void doesNothingWithoutALog() {
    assertThat(table().sync()).isZero();
    assertThat(catalog.tableExists(AccessTable.NAME)).isFalse();
  }

  @Test
  void saysWhenLinesAreMissing() throws IOException {
    HashChainedLog log = HashChainedLog.open(state);
    log.record(Entries.of("2026-03-01T10:00:00Z", "wang", "select 1"));
    Files.write(state.resolve("access/2026-03-01.ndjson"), new byte[0]);

    assertThatThrownBy(() -> table().sync())
        .hasMessageContaining("lines after 0 are missing; citylake audit verify shows where");
  }

  private AccessTable table() {
    return new AccessTable(catalog, state);
  }

  private List<Record> rows() throws IOException {
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(catalog.loadTable(AccessTable.NAME)).build()) {
      return StreamSupport.stream(rows.spliterator(), false).toList();
    }
  }
}
