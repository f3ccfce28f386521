package io.citylake.run.batch;

import io.citylake.model.TableName;
import io.citylake.publish.quarantine.QuarantineQuery;
import io.citylake.run.OpenLake;
import io.citylake.run.RunFixture;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.RunRequest;
import io.citylake.run.round.RunRequest.FailurePolicy;
import io.citylake.run.round.RunRequest.Mode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A lake for histories of loads and replays, one file a round, in each write mode. */
final class HistoryLake implements AutoCloseable {
  static final TableName TABLE = TableName.parse("water.ods_level");
  static final List<String> STATIONS = List.of("a", "b", "c", "d");

  final RunFixture files;
  private final Kind kind;
  private final OpenLake open;

  enum Kind {
    APPEND("append", "_source", "partition-by: [station]"),
    UPSERT(
        "upsert",
        "op",
        "key: [station]",
        "sequence: at",
        "delete-when: {column: op, in: [D]}",
        "partition-by: [station]"),
    REPLACE("replace", "_source", "partition-by: [station]"),
    SNAPSHOT("snapshot", "valid_from, valid_to", "key: [station]", "partition-by: [station]");

    private final String mode;
    private final String rows;
    private final String[] extra;

    Kind(String mode, String beside, String... extra) {
      this.mode = mode;
      this.rows =
          "SELECT station, at, level, %s FROM lake.water.ods_level ORDER BY ALL".formatted(beside);
      this.extra = extra;
    }
  }

  HistoryLake(Path home, Kind kind) {
    this.kind = kind;
    this.files = new RunFixture(home).dataset(kind.mode, kind.extra).job();
    files.apply();
    this.open = files.open(files.workspace());
  }

  OpenLake open() {
    return open;
  }

  /** Another process of the same lake. */
  HistoryLake other() {
    return new HistoryLake(files, kind);
  }

  private HistoryLake(RunFixture files, Kind kind) {
    this.kind = kind;
    this.files = files;
    this.open = files.open(files.workspace());
  }

  /** A file of a round; of some, a row or two are refused. */
  static String[] lines(Random random, int round, Kind kind) {
    List<String> lines = new ArrayList<>();
    for (String station : STATIONS) {
      if (random.nextInt(3) > 0) {
        // Copies with refused rows end nothing, which is another test's business.
        int level = kind != Kind.SNAPSHOT && random.nextInt(4) == 0 ? 99 : random.nextInt(3);
        String op = kind == Kind.UPSERT && random.nextInt(5) == 0 ? "D" : "";
        // In a history, a row that stays as it is says so.
        int day = kind == Kind.SNAPSHOT ? 1 : round + 1;
        lines.add("%s,2026-01-%02d 08:00,%d,%s".formatted(station, day, level, op));
      }
    }
    lines.add("e,2026-01-%02d 08:00,1,".formatted(round + 1));
    return lines.toArray(String[]::new);
  }

  JobResult load(RunListener listener) {
    return open.round(listener)
        .run(
            List.of(RunFixture.JOB),
            new RunRequest(RunFixture.DATE, Mode.INCREMENTAL, FailurePolicy.GO_ON))
        .jobs()
        .get(0);
  }

  JobResult replay(RunListener listener) {
    List<JobResult> results = open.quarantine().replay(QuarantineQuery.open(), "li", listener);
    return results.isEmpty() ? JobResult.skipped(RunFixture.JOB, "no open row") : results.get(0);
  }

  /** The target's rows. */
  List<String> rows() {
    return RunFixture.rows(open, kind.rows);
  }

  /** What is refused. */
  List<String> refused() {
    return RunFixture.rows(
        open,
        "SELECT raw, status, attempt, source FROM lake.water.ods_level__quarantine ORDER BY ALL");
  }

  /** The branches of the target and its quarantine. */
  List<String> refs() {
    List<String> refs = new ArrayList<>();
    for (TableName table : List.of(TABLE, TABLE.quarantine())) {
      refs.addAll(open.lake().loadTable(table).refs().keySet());
    }
    return refs;
  }

  @Override
  public void close() {
    open.close();
  }
}
