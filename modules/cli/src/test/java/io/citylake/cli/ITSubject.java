package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.citylake.cli.CommandFixture.Outcome;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.settings.Environment;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.history.CorrectionStore;
import io.citylake.lake.history.ErasureStore;
import io.citylake.lake.io.LocalPaths;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.TableName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A person who is erased is nowhere any more, and doesn't come back. Numbers are invented. */
class ITSubject {
  private static final String VICTIM = "510107199003078881";
  private static final String OTHER = "510107198801015552";
  private static final String MOBILE = "13800138000";
  private static final String CONTRACT = "conf/themes/people/ods_person.yaml";

  @TempDir private Path home;
  private CommandFixture lake;

  private void workspace(String mode, String... extra) {
    lake =
        new CommandFixture(home)
            .file("conf/themes/people.yaml", "title: {zh: 人口, en: People}\nowner: 公安局\n")
            .file(
                CONTRACT,
                """
                title: {zh: 人员, en: Persons}
                layer: ods
                grain: one row per person
                key: [person_id]
                write-mode: %s
                columns:
                  - {name: person_id, type: string, title: {zh: 编号, en: Id}, required: true, grade: 2, personal: account}
                  - {name: citizen_id, type: string, title: {zh: 身份号码, en: Number}, required: true, grade: 4, personal: id_card, rules: [length: {max: 18}]}
                  - {name: name, type: string, title: {zh: 姓名, en: Name}, required: true, grade: 4, personal: name}
                  - {name: phone, type: string, title: {zh: 电话, en: Phone}, grade: 4, personal: mobile}
                  - {name: note, type: string, title: {zh: 备注, en: Note}, grade: 3, personal: text}
                  - {name: seen, type: date, title: {zh: 日期, en: Day}, required: true}
                  - {name: op, type: string, title: {zh: 操作, en: Op}}
                %s
                """
                    .formatted(mode, String.join("\n", extra)))
            .file(
                "jobs/people/persons.yaml",
                """
                title: {zh: 人员, en: Persons}
                owner: 公安局
                target: people.ods_person
                source: {files: {path: landing/*.csv, format: csv}}
                columns:
                  person_id: 编号
                  citizen_id: 身份号码
                  name: 姓名
                  phone: 电话
                  note: 备注
                  seen: {from: 日期, format: yyyy-MM-dd}
                  op: 操作
                """);
  }

  private void landing(String name, String... lines) {
    lake.file("landing/" + name, "编号,身份号码,姓名,电话,备注,日期,操作\n" + String.join("\n", lines) + "\n");
  }

  private Outcome done(String... words) {
    Outcome outcome = lake.call(words);
    assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isLessThanOrEqualTo(0);
    return outcome;
  }

  private void run() {
    Outcome outcome = lake.call("run", "people.*");
    // Refused rows are told by 3.
    assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isIn(0, 3);
  }

  /** Two deliveries, so that the second displaces; a refused record, and one that was corrected. */
  private void load() {
    landing(
        "1.csv",
        "P1," + VICTIM + ",张三,13800138000,第一次,2026-01-01,A",
        "P2," + OTHER + ",李四,13900139000,找" + VICTIM + "核对,2026-01-01,A",
        "P3," + OTHER + "9,王五,,证件 " + VICTIM + " 有误,2026-01-01,A");
    done("apply");
    run();
    landing(
        "2.csv",
        "P1," + VICTIM + ",张三,13800138000,第二次,2026-01-01,A",
        "P4,510107197705056663,赵六,,,2026-01-01,A");
    run();
    try (Lake opened = open()) {
      new CorrectionStore(opened.database())
          .change("c0ffee", "wang", Instant.EPOCH, earlier -> "{\"身份号码\":\"" + VICTIM + "\"}");
    }
    lake.call(
        "sql", "-e", "select count(*) from people.ods_person where citizen_id='" + VICTIM + "'");
  }

  private Lake open() {
    return Lake.open(
        WorkspaceLoader.loadOrThrow(home, Environment.of(Map.of()), LocalDate.of(2026, 1, 1))
            .settings());
  }

  /** Every state that the table can still show, and the tables beside it. */
  private List<String> everywhere() {
    List<String> found = new ArrayList<>();
    TableName target = TableName.parse("people.ods_person");
    try (Lake opened = open()) {
      for (TableName name :
          List.of(target, target.quarantine(), target.displaced(), target.tombstones())) {
        if (!opened.catalog().tableExists(Lake.identifier(name))) {
          continue;
        }
        for (Snapshot snapshot : opened.loadTable(name).snapshots()) {
          for (String row :
              lake.query(
                  "select to_json(struct(*)) from %s version as of %d"
                      .formatted(name, snapshot.snapshotId()))) {
            if (row.contains(VICTIM)) {
              found.add(name + " " + row);
            }
          }
        }
      }
    }
    return found;
  }

  /** In nothing that is written as it is: the catalog database, logs, the access log. */
  private void nowhereInClear() throws IOException {
    try (Stream<Path> files = Files.walk(home.resolve(".citylake"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertThat(bytes.contains(VICTIM)).as(file.toString()).isFalse();
      }
    }
  }

  private long rows(String table) {
    return Long.parseLong(lake.query("select count(*) from " + table).get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"append", "upsert", "replace", "snapshot"})
  void erasesAPersonEverywhereAndForGood(String mode) throws IOException {
    workspace(mode, mode.equals("upsert") ? "delete-when: {column: op, in: [D]}" : "");
    load();
    long before = rows("people.ods_person");
    assertThat(everywhere()).isNotEmpty();

    Outcome shown = done("subject", "show", VICTIM, "-o", "csv");
    assertThat(shown.out())
        .contains("people.ods_person,", "people.ods_person__quarantine,", "corrections of refused");
    Outcome plan = done("subject", "erase", VICTIM, "--plan", "-o", "csv");
    assertThat(plan.out()).isEqualTo(shown.out());
    assertThat(rows("people.ods_person")).isEqualTo(before);

    Outcome erased =
        done("subject", "erase", VICTIM, "--reason", "request 2026-118", "--end-releases");

    assertThat(erased.out() + erased.err()).doesNotContain(VICTIM).contains("1.csv");
    assertThat(erased.err()).contains("found nowhere", "access log by a keyed form only");
    assertThat(everywhere()).isEmpty();
    nowhereInClear();
    // Others are as they were, but for whoever's note named the person.
    assertThat(lake.query("select distinct citizen_id from people.ods_person"))
        .containsExactly("510107197705056663");

    // The source is read again, and brings nobody back.
    Outcome again = lake.call("run", "people.persons", "--full-refresh");
    assertThat(again.exit()).as(again.out() + again.err()).isIn(0, 3);
    landing("3.csv", "P9," + VICTIM + ",张三,,,2026-01-02,A", "P8," + OTHER + ",李四,,,2026-01-02,A");
    run();
    assertThat(everywhere()).isEmpty();
    nowhereInClear();
    assertThat(
            lake.query("select count(*) from people.ods_person where citizen_id='" + OTHER + "'"))
        .isNotEqualTo(List.of("0"));
    assertThat(
            lake.query(
                "select distinct status, raw from people.ods_person__quarantine where"
                    + " exists(reasons, r -> r.rule = 'erased')"))
        .contains("discarded,{}");

    // Again changes nothing, and is right.
    assertThat(done("subject", "erase", VICTIM, "--reason", "again", "--end-releases").err())
        .contains("nowhere");
    assertThat(done("subject", "erasures", "-o", "csv").out())
        .contains("id-card", "1.csv")
        .doesNotContain(VICTIM);
  }

  @Test
  void endsRightAfterAKillAndLetsNothingInBetween() throws Exception {
    workspace("append");
    load();
    try (ForkedCommand erasing =
        ForkedCommand.start(
            lake, List.of(), "subject", "erase", VICTIM, "--reason", "r", "--end-releases")) {
      await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(50))
          .until(() -> isNoted() || !erasing.isAlive());
      assertThat(erasing.isAlive()).isTrue();
      erasing.signal("KILL");
      erasing.await();
    }
    landing("5.csv", "P7," + VICTIM + ",张三,,,2026-01-03,A");
    run();
    assertThat(lake.query("select count(*) from people.ods_person where person_id = 'P7'"))
        .containsExactly("0");

    done("subject", "erase", VICTIM, "--reason", "r", "--end-releases");
    assertThat(everywhere()).isEmpty();
    nowhereInClear();
    assertThat(rows("people.ods_person")).isEqualTo(1);
  }

  private boolean isNoted() {
    try (Lake opened = open()) {
      return !new ErasureStore(opened.database()).isEmpty();
    }
  }

  @Test
  void keepsRowsWithoutWhatTellsOfWhomWhereTheContractSaysSo() {
    workspace("append", "erasure: {action: pseudonymise}");
    load();
    long before = rows("people.ods_person");
    done("subject", "erase", VICTIM, "--reason", "request", "--end-releases");
    assertThat(everywhere()).isEmpty();
    assertThat(rows("people.ods_person")).isEqualTo(before);
    assertThat(lake.query("select name, phone from people.ods_person where citizen_id like '~%'"))
        .isNotEmpty()
        .allMatch(row -> row.startsWith("***,"))
        .noneMatch(row -> row.contains(MOBILE));
  }

  @Test
  void saysWhatKeepsThePersonAndEndsWhenItIsGone() throws IOException {
    workspace("append");
    lake.file(
            "conf/themes/people/dws_person.yaml",
            """
            title: {zh: 人员, en: Persons}
            layer: dws
            grain: one row per person
            key: [person_hash]
            columns:
              - {name: person_hash, type: string, title: {zh: 标识, en: Hash}, required: true, grade: 4, personal: {kind: id_card, form: sha_256}}
              - {name: times, type: long, title: {zh: 次数, en: Times}}
            """)
        .file(
            "jobs/people/dws_person.sql",
            """
            /*
            title: {zh: 人员, en: Persons}
            refresh: {key: [person_hash], changes: {people.ods_person: ["sha2(citizen_id, 256)"]}}
            */
            SELECT sha2(citizen_id, 256) AS person_hash, count(*) AS times
            FROM people.ods_person GROUP BY 1
            """);
    load();
    assertThat(done("subject", "show", VICTIM).out()).contains("people.dws_person");

    Outcome released = lake.call("subject", "erase", VICTIM, "--reason", "request", "-o", "csv");
    assertThat(released.exit()).as(released.out() + released.err()).isEqualTo(2);
    assertThat(released.out()).contains("people.ods_person,0,").contains("release 1");
    Outcome kept =
        lake.call("subject", "erase", VICTIM, "--reason", "request", "-o", "csv", "--end-releases");
    assertThat(kept.exit()).as(kept.out() + kept.err()).isEqualTo(2);
    assertThat(kept.out())
        .contains("people.ods_person,0,", "step people.dws_person")
        .doesNotContain("release");
    assertThat(kept.err()).contains("CL1044").doesNotContain(VICTIM);

    run();
    assertThat(done("subject", "erase", VICTIM, "--reason", "request", "--end-releases").err())
        .contains("nowhere");
    assertThat(everywhere()).isEmpty();
    assertThat(rows("people.dws_person")).isEqualTo(rows("people.ods_person"));
    nowhereInClear();
  }

  /** The snapshot by which a rollback is noticed went with the person. */
  @Test
  void aRollbackIsNoticedAfterwardsToo() {
    workspace("append");
    load();
    done("subject", "erase", VICTIM, "--reason", "request", "--end-releases");
    long before = rows("people.ods_person");
    landing("4.csv", "P8," + OTHER + ",李四,,,2026-01-02,A");
    run();
    done("subject", "erase", OTHER, "--reason", "request", "--end-releases");
    assertThat(rows("people.ods_person")).isEqualTo(before);
    List<String> snapshots =
        lake.query("select snapshot_id from people.ods_person.snapshots order by committed_at");
    assertThat(snapshots).hasSizeGreaterThan(1);
    done(
        "sql",
        "--write",
        "-e",
        "call lake.system.set_current_snapshot('people.ods_person', %s)"
            .formatted(snapshots.get(0)));
    Outcome run = lake.call("run", "people.persons");
    assertThat(run.exit()).as(run.out()).isEqualTo(1);
    assertThat(run.out()).contains("CL2016");
    // Nor would what was rolled back come again without its rows.
    assertThat(lake.call("subject", "erase", "510107197705056663", "--reason", "request").err())
        .contains("CL2016");
  }

  @Test
  void leavesWhatALegalHoldForbids() {
    workspace("append", "erasure: {holds: [{by: 区人民法院, until: \"2999-01-01\", because: 案件证据}]}");
    load();
    long before = rows("people.ods_person");
    Outcome kept = lake.call("subject", "erase", VICTIM, "--reason", "request", "-o", "csv");
    assertThat(kept.exit()).isEqualTo(2);
    assertThat(kept.out()).contains("legal hold of 区人民法院 until 2999-01-01: 案件证据");
    assertThat(rows("people.ods_person")).isEqualTo(before);
  }

  @Test
  void readsTheNumberFromStandardInputAndNeverRepeatsIt() {
    workspace("append");
    load();
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream((MOBILE + "\n").getBytes(StandardCharsets.UTF_8)));
      Outcome shown = done("subject", "show", "--kind", "mobile");
      assertThat(shown.out()).contains("people.ods_person").doesNotContain(MOBILE);
      System.setIn(
          new ByteArrayInputStream("51010719900307888\n".getBytes(StandardCharsets.UTF_8)));
      Outcome wrong = lake.call("subject", "show");
      assertThat(wrong.exit()).isEqualTo(2);
      assertThat(wrong.err()).contains("CL1043").doesNotContain("51010719900307888");
    } finally {
      System.setIn(before);
    }
    assertThat(lake.call("subject", "erase", VICTIM).err()).contains("--reason");
    assertThat(lake.call("subject", "erase", VICTIM, "--reason", "of " + VICTIM).err())
        .contains("can't name")
        .doesNotContain(VICTIM);
  }

  /** Who was erased is no fault of the copy, and keeps nothing from ending. */
  @Test
  void aFullCopyIsWholeWithoutThePerson() {
    workspace("snapshot");
    landing(
        "1.csv",
        "P1," + VICTIM + ",张三,,,2026-01-01,A",
        "P2," + OTHER + ",李四,,,2026-01-01,A",
        "P4,510107197705056663,赵六,,,2026-01-01,A");
    done("apply");
    run();
    done("subject", "erase", VICTIM, "--reason", "request", "--end-releases");
    landing("2.csv", "P1," + VICTIM + ",张三,,,2026-01-01,A", "P2," + OTHER + ",李四,,,2026-01-01,A");
    Outcome copy = lake.call("run", "people.persons", "--date", "2099-01-02");
    assertThat(copy.out()).doesNotContain("no row that it lacks was ended");
    assertThat(lake.query("select person_id from people.ods_person where valid_to is not null"))
        .containsExactly("P4");
  }

  /** Tables stay when their contract goes, with all that stands beside them. */
  @Test
  void passesOverNoTableThatNoContractDeclares() throws IOException {
    workspace("upsert", "delete-when: {column: op, in: [D]}");
    load();
    // Its own text is nobody's number, and its column's name says nothing.
    done(
        "sql",
        "--write",
        "-e",
        "create table lake.people.copied as select named_struct('x', array(citizen_id)) as deep,"
            + " cast(phone as decimal(20,0)) as digits from lake.people.ods_person");
    Files.delete(home.resolve(CONTRACT));
    Files.delete(home.resolve("jobs/people/persons.yaml"));

    assertThat(done("subject", "show", VICTIM, "-o", "csv").out())
        .contains(
            "people.ods_person,",
            "people.ods_person__quarantine,",
            "people.ods_person__displaced,",
            "people.copied,",
            "no contract declares it");
    assertThat(done("subject", "show", "--kind", "mobile", MOBILE, "-o", "csv").out())
        .contains("people.copied,", "people.ods_person,");
    Outcome kept =
        lake.call("subject", "erase", VICTIM, "--reason", "request", "--end-releases", "-o", "csv");
    assertThat(kept.exit()).as(kept.out() + kept.err()).isEqualTo(2);
    assertThat(kept.err()).contains("CL1044").doesNotContain("found nowhere", VICTIM);
    assertThat(done("subject", "erasures", "-o", "csv").out()).contains("request,,");

    // What is dropped without its files is unknown to the catalog, and there.
    done("sql", "--write", "-e", "drop table lake.people.copied");
    assertThat(done("subject", "show", VICTIM, "-o", "csv").out())
        .contains("people/copied,", "the catalog doesn't know it")
        .doesNotContain("people.copied,");
    LocalPaths.deleteTree(home.resolve(".citylake/warehouse/people/copied"));

    // Declared again, it is erased as ever.
    workspace("upsert", "delete-when: {column: op, in: [D]}");
    assertThat(done("subject", "erase", VICTIM, "--reason", "request", "--end-releases").err())
        .contains("found nowhere");
    assertThat(everywhere()).isEmpty();
    nowhereInClear();
  }

  /**
   * One that left the contract stays until {@code apply --allow-drop}; one that this took out is in
   * the files from before, live ones too.
   */
  @ParameterizedTest
  @ValueSource(strings = {"delete", "pseudonymise"})
  void looksIntoColumnsThatTheContractNamesNoMore(String action) throws IOException {
    String erasure = "erasure: {action: %s}".formatted(action);
    workspace("append", erasure);
    columns("old", "older");
    load();
    done(
        "sql",
        "--write",
        "-e",
        "insert into lake.people.ods_person (person_id, citizen_id, name, seen, old, older) values"
            + " ('P7', '%1$s', '孙七', date '2026-01-01', '%2$s', null),".formatted(OTHER, VICTIM)
            + " ('P8', '%1$s', '周八', date '2026-01-01', null, '%2$s'),".formatted(OTHER, VICTIM)
            + " ('P9', '%1$s', '吴九', date '2026-01-01', null, null)".formatted(OTHER));
    workspace("append", erasure);
    columns("old");
    done("apply", "--allow-drop");
    workspace("append", erasure);
    assertThat(lake.query("select count(*) from people.ods_person where old = '" + VICTIM + "'"))
        .containsExactly("1");
    assertThat(olders()).contains(VICTIM);
    long before = rows("people.ods_person");
    Outcome erased = lake.call("subject", "erase", VICTIM, "--reason", "request", "--end-releases");
    assertThat(erased.exit()).as(erased.out() + erased.err()).isZero();
    assertThat(everywhere()).isEmpty();
    assertThat(olders()).doesNotContain(VICTIM);
    // Ids are pseudonyms, where the rows stay.
    assertThat(
            lake.query(
                "select person_id from people.ods_person where person_id in ('P7', 'P8', 'P9')"))
        .containsExactly("P9");
    if (action.equals("pseudonymise")) {
      assertThat(rows("people.ods_person")).isEqualTo(before);
    }
  }

  private void columns(String... more) {
    StringBuilder columns = new StringBuilder("personal: text}");
    for (String each : more) {
      columns.append(
          "\n  - {name: %s, type: string, title: {zh: 旧, en: Old}, grade: 4, personal: id_card}"
              .formatted(each));
    }
    lake.file(CONTRACT, lake.read(CONTRACT).replace("personal: text}", columns));
  }

  /** What all files of the table hold of a column that it has no more. */
  private List<String> olders() throws IOException {
    List<String> values = new ArrayList<>();
    try (Lake opened = open()) {
      Table table = opened.loadTable(TableName.parse("people.ods_person"));
      NestedField dropped =
          TableRefs.operations(table).current().schemas().stream()
              .map(each -> each.findField("older"))
              .filter(Objects::nonNull)
              .findFirst()
              .orElseThrow();
      Schema schema = new Schema(dropped);
      for (Snapshot snapshot : table.snapshots()) {
        try (CloseableIterable<FileScanTask> files =
            table.newScan().useSnapshot(snapshot.snapshotId()).planFiles()) {
          for (FileScanTask file : files) {
            try (CloseableIterable<Record> rows =
                Parquet.read(table.io().newInputFile(file.file().location()))
                    .project(schema)
                    .createReaderFunc(type -> GenericParquetReaders.buildReader(schema, type))
                    .build()) {
              rows.forEach(row -> values.add(String.valueOf(row.getField("older"))));
            }
          }
        }
      }
    }
    return values;
  }

  @Test
  void letsSomebodyInAgain() {
    workspace("append");
    load();
    done("subject", "erase", VICTIM, "--reason", "request", "--end-releases");
    assertThat(done("subject", "readmit", VICTIM).out()).contains("Let in again");
    landing("4.csv", "P9," + VICTIM + ",张三,,,2026-01-02,A");
    run();
    assertThat(everywhere()).isNotEmpty();
  }
}
