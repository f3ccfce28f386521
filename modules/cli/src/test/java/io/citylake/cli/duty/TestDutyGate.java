package io.citylake.cli.duty;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.app.Account;
import io.citylake.cli.CityLake;
import io.citylake.cli.CommandFixture;
import io.citylake.cli.CommandFixture.Outcome;
import io.citylake.cli.call.Console;
import io.citylake.cli.call.Invocation;
import io.citylake.run.session.SparkStarter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Three administrators at the machine: who may call what, and how they stay three. */
class TestDutyGate {
  private static final String ROLES =
      """
      roles:
        reader: {title: {zh: 读, en: Reader}, grants: [{themes: "*"}]}
      """;
  private static final String SEPARATED =
      """
      separation: required
      roles:
        operator: {title: {zh: 系统, en: System}, duty: system, accounts: [ops]}
        officer: {title: {zh: 安全, en: Security}, duty: security, accounts: [sec]}
        auditor: {title: {zh: 审计, en: Audit}, duty: audit, accounts: [aud]}
        reader: {title: {zh: 读, en: Reader}, grants: [{themes: "*"}]}
      """;

  @TempDir private Path home;
  private CommandFixture lake;

  @BeforeEach
  void declares() {
    lake = new CommandFixture(home).levels("append").levelsJob();
    separate();
  }

  private void separate() {
    lake.file("conf/policies.yaml", SEPARATED);
  }

  private Outcome call(String account, String... words) {
    return lake.account(account).callWithoutSpark(words);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          runs,         ops
          deliveries,   ops
          export airflow, ops
          user list,    sec
          audit,        aud
          audit verify, aud
          audit prune,  ''
          sql -e x,     ''
          sql --as li -e x, ''
          app show x,   ''
          """)
  void letsOneOfThemDoIt(String command, String whose) {
    for (String account : List.of("ops", "sec", "aud", "li", "root")) {
      Outcome done = call(account, command.split(" "));
      if (account.equals(whose)) {
        assertThat(done.exit()).as(account + " " + done.err()).isZero();
      } else {
        assertThat(done.exit()).as(account).isEqualTo(2);
        assertThat(done.err()).contains("[CL1046]").contains(command.split(" -")[0].split(" x")[0]);
      }
    }
  }

  @Test
  void letsAnybodyReadWhatIsDeclared() {
    for (String command : List.of("validate", "list", "plan --help")) {
      assertThat(call("li", command.split(" ")).exit()).as(command).isZero();
    }
  }

  /** Each in what the lake lives by, by himself or by the account that owns it. */
  @Test
  void letsNobodyWriteOverTheLakeByAnExport(@TempDir Path elsewhere) throws IOException {
    call("ops", "runs");
    Path policies = home.resolve("conf/policies.yaml");
    Path link = Files.createSymbolicLink(elsewhere.resolve("dags.py"), policies);
    Path log = home.resolve(".citylake/access/2026-01-01.ndjson");

    assertThat(export("li", policies).err()).contains("[CL1046]");
    for (String account : List.of("ops", Account.ofProcess())) {
      lake.file("conf/policies.yaml", SEPARATED.replace("[ops]", "[" + account + "]"));
      String declared = Files.readString(policies);
      for (Path file :
          List.of(policies, link, log, home.resolve("jobs/x.py"), home.resolve("bin/citylake"))) {
        Outcome refused = export(account, file);
        assertThat(refused.exit()).as(account + " " + file).isEqualTo(2);
        assertThat(refused.err()).contains("is the lake's own");
      }
      assertThat(policies).hasContent(declared);
      assertThat(log).doesNotExist();
    }
    separate();
    Path dags = elsewhere.resolve("other.py");
    assertThat(export("ops", dags).exit()).isZero();
    assertThat(dags).isNotEmptyFile();
    // What lies there is perhaps the process's account's, and not his.
    assertThat(export("ops", dags).err()).contains("is there already");
    assertThat(call("ops", "generate-reference", elsewhere.toString()).err()).contains("[CL1046]");
    lake.file("conf/policies.yaml", SEPARATED);
    assertThat(call("aud", "audit", "-o", "csv").lines())
        .anySatisfy(line -> assertThat(line).contains("local:li,", "refused", "export airflow"))
        .anySatisfy(line -> assertThat(line).contains("local:ops,", "allowed", "export airflow"));
  }

  private Outcome export(String account, Path file) {
    return call(account, "export", "airflow", "--start", "2026-05-01", "--output", file.toString());
  }

  @Test
  void writesDownWhoeverCallsAsAnother() {
    call("ops", "runs");
    call("li", "list");
    call(Account.ofProcess(), "validate");

    assertThat(call("aud", "audit", "-o", "csv").lines())
        .anySatisfy(line -> assertThat(line).contains("local:li,\"\",", "COMMAND,allowed", "list"))
        .noneSatisfy(line -> assertThat(line).contains("validate"));
  }

  @Test
  void writesNoReferenceForAnother(@TempDir Path checkout) {
    lake.file("conf/policies.yaml", ROLES);
    assertThat(call("li", "generate-reference", checkout.toString()).err())
        .contains("Cannot write the reference: you call as ");
    assertThat(checkout).isEmptyDirectory();
  }

  @Test
  void givesEveryCommandToSomebody() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    Invocation invocation =
        new Invocation(
            new Console(nowhere, nowhere, false),
            Map.of(),
            Clock.systemUTC(),
            SparkStarter.owned());
    Set<String> commands = new TreeSet<>();
    collect(CityLake.commandLine(invocation), "", commands);

    assertThat(commands).containsAll(CommandDuties.named());
    for (String each : commands) {
      // What changes tables, runs or serves is in no list, and so the system administrator's.
      if (!CommandDuties.named().contains(each)) {
        assertThat(CommandDuties.of(each)).as(each).hasToString("[system]");
      }
    }
    assertThat(CommandDuties.of("serve")).hasToString("[system]");
  }

  private static void collect(CommandLine line, String path, Set<String> all) {
    all.add(path);
    line.getSubcommands()
        .values()
        .forEach(each -> collect(each, (path + " " + each.getCommandName()).strip(), all));
  }

  @Test
  void writesDownWhatEachDoesAndWhatIsRefused() {
    call("ops", "runs");
    call("sec", "user", "add", "li", "--role", "reader", "--generate");
    call("sec", "audit", "prune");
    call("li", "user", "list");

    assertThat(call("aud", "audit", "-o", "csv").lines())
        .anySatisfy(
            line -> assertThat(line).contains("local:ops,operator,", "COMMAND,allowed", "runs"))
        .anySatisfy(
            line -> assertThat(line).contains("local:sec,officer,", "user add --generate --role"))
        .anySatisfy(
            line -> assertThat(line).contains("local:sec,officer,", "refused", "audit prune"))
        .anySatisfy(line -> assertThat(line).contains("local:li,\"\",", "refused", "user list"))
        .anySatisfy(line -> assertThat(line).contains("local:aud,auditor,", "audit --output"));
    assertThat(call("aud", "audit", "verify").out()).startsWith("Unchanged:");
  }

  @Test
  void makesNobodyTwoAdministrators() {
    assertThat(
            call(
                    "sec",
                    "user",
                    "add",
                    "zhao",
                    "--role",
                    "operator",
                    "--role",
                    "auditor",
                    "--generate")
                .err())
        .contains("administrators are separated", "[CL1046]");
    assertThat(
            call(
                    "sec",
                    "user",
                    "add",
                    "zhao",
                    "--role",
                    "operator",
                    "--role",
                    "reader",
                    "--generate")
                .exit())
        .isEqualTo(2);
    // He is the audit administrator at the machine.
    assertThat(call("sec", "user", "add", "aud", "--role", "officer", "--generate").exit())
        .isEqualTo(2);
    assertThat(call("sec", "user", "add", "zhao", "--role", "operator", "--generate").exit())
        .isZero();
    assertThat(call("sec", "user", "roles", "zhao", "operator", "officer").err())
        .contains("[CL1046]");
    assertThat(call("sec", "validate").exit()).isZero();
  }

  @Test
  void findsAUserWhoWasTwoBefore() {
    lake.file("conf/policies.yaml", SEPARATED.replace("[aud]", "[aud, zhao]"));
    assertThat(call("sec", "user", "add", "qian", "--role", "operator", "--generate").exit())
        .isZero();
    lake.file("conf/policies.yaml", SEPARATED.replace("[aud]", "[aud, qian]"));

    Outcome found = call("li", "validate");
    assertThat(found.exit()).isEqualTo(2);
    assertThat(found.out()).contains("conf/policies.yaml:1:1:", "(qian has [auditor, operator])");
  }

  @Test
  void endsOnlyWhereTwoAgree() {
    call("ops", "runs");
    lake.file("conf/policies.yaml", ROLES);
    for (String account : List.of("ops", "sec", "aud", "li")) {
      assertThat(call(account, "runs").err()).contains("citylake user unseparate", "[CL1047]");
    }
    // Nor by a file that can't be read, or none.
    lake.file("conf/policies.yaml", "separation: [");
    assertThat(call("li", "runs").err()).contains("[CL1047]");

    separate();
    assertThat(call("aud", "user", "unseparate").err()).contains("[CL1046]");
    assertThat(call("ops", "user", "unseparate").out()).startsWith("Agreed for 24 h");
    assertThat(call("ops", "user", "unseparate").out()).startsWith("Agreed for 24 h");
    // The one account, made another administrator: it has one word.
    lake.file(
        "conf/policies.yaml",
        SEPARATED
            .replace("[sec]", "[ops]")
            .replace("system, accounts: [ops]", "system, accounts: [sec]"));
    assertThat(call("ops", "user", "unseparate").out()).startsWith("Agreed for 24 h");
    separate();
    assertThat(call("ops", "user", "unseparate").out()).startsWith("Agreed for 24 h");
    assertThat(call("sec", "user", "unseparate").out()).startsWith("Both agree");

    lake.file("conf/policies.yaml", ROLES);
    assertThat(call("li", "runs").exit()).isZero();
    assertThat(call("li", "user", "list").exit()).isZero();
    separate();
    call("ops", "runs");
    lake.file("conf/policies.yaml", ROLES);
    assertThat(call("li", "runs").err()).contains("[CL1047]");
  }

  /** His own home, with the lake's catalog and policies that separate nobody. */
  @Test
  void letsNobodyJudgeHimselfByAHomeOfHisOwn(@TempDir Path own) throws IOException {
    call("ops", "runs");
    CommandFixture his = new CommandFixture(own).levels("append").levelsJob();
    his.file(
        "conf/citylake.yaml",
        "source-roots: [landing]",
        "catalog: {uri: 'jdbc:sqlite:%s'}".formatted(home.resolve(".citylake/catalog.db")),
        "warehouse: " + home.resolve(".citylake/warehouse"));
    his.file("conf/policies.yaml", ROLES);

    // Found where the catalog is, whatever his state directory holds.
    assertThat(his.account("aud").callWithoutSpark("sql", "-e", "select 1").err())
        .contains("citylake user unseparate", "[CL1047]");
    his.file("conf/policies.yaml", SEPARATED.replace("[ops]", "[aud]").replace("[aud]}", "[x]}"));
    Files.setPosixFilePermissions(
        own.resolve("conf/policies.yaml"), PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(his.account("aud").callWithoutSpark("runs").err())
        .contains("conf/policies.yaml is writable for others (mode=666)", "[CL1067]");
    Files.setPosixFilePermissions(
        own.resolve("conf/policies.yaml"), PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(
        own.resolve("conf"), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(his.account("aud").callWithoutSpark("runs").err()).contains("[CL1067]");
    // Whoever is logged in as the account that runs it has its files anyway.
    assertThat(his.account(Account.ofProcess()).callWithoutSpark("runs").err())
        .doesNotContain("[CL1067]");
  }

  @Test
  void asksNothingOfALakeThatNeverSeparatedThem() {
    lake.file("conf/policies.yaml", ROLES);
    assertThat(call("li", "runs").exit()).isZero();
    lake.file("conf/policies.yaml", "roles: [");
    assertThat(call("li", "runs").exit()).isZero();
  }
}
