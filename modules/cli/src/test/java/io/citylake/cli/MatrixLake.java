package io.citylake.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.app.EmbeddedLake;
import io.citylake.app.GovernedLake;
import io.citylake.app.GovernedSql;
import io.citylake.app.PolicyRights;
import io.citylake.cli.PolicyKinds.Kind;
import io.citylake.cli.PolicyKinds.Past;
import io.citylake.cli.PolicyKinds.Purpose;
import io.citylake.cli.call.Invocation;
import io.citylake.contract.Workspace;
import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.access.AccessJournal;
import io.citylake.govern.state.StateFile;
import io.citylake.govern.state.StateStore;
import io.citylake.govern.user.StoreAuthenticator;
import io.citylake.govern.user.UserStore;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.history.RunLedger;
import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.history.RunRecord;
import io.citylake.model.CityLakeException;
import io.citylake.model.JobName;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import io.citylake.model.Tally;
import io.citylake.run.sql.SqlEngine;
import io.citylake.serve.LakeServer;
import io.citylake.serve.LakeServer.Governance;
import io.citylake.testkit.HandClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.auth2.BearerCredentialWriter;
import org.apache.arrow.flight.grpc.CredentialCallOption;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.ArrowUtils;
import org.apache.spark.sql.vectorized.ArrowColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.Function1;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A lake with the kinds of policy, a user of each kind, and every way in: the real servers, and the
 * SQL of the command line. Beside it what each kind may see, as tables of its own in memory.
 */
@SuppressWarnings("try") // closing a stream of Flight may be interrupted, which no test is
final class MatrixLake implements AutoCloseable {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  /** Compiling and re-planning a plan of a few rows costs more than running it. */
  private static final Map<String, String> OF_FEW_ROWS =
      Map.of(
          "spark.sql.codegen.wholeStage", "false",
          "spark.sql.codegen.factoryMode", "NO_CODEGEN",
          "spark.sql.adaptive.enabled", "false",
          "spark.sql.shuffle.partitions", "1");

  static final String LEAVER = "leaver";
  static final String OPERATOR = "operator";
  private static final String PASSWORD = "long enough for all";
  private static final List<String> REFUSED = List.of("refused CL1014");
  private static final Pattern ALL_COLUMNS =
      Pattern.compile("\\* EXCEPT|USING|NATURAL|ROLLUP|GROUPING SETS");
  private static final Pattern CODE = Pattern.compile("CL\\d{4}");
  private static final Pattern PAST =
      Pattern.compile("(?i)(lake\\.)?civic\\.dwd_person (VERSION|TIMESTAMP) AS OF (\\d+|'[^']+')");
  private static final Pattern NOW =
      Pattern.compile("(?i)(lake\\.)?civic\\.(dwd_person|dim_street|dws_day)");
  private static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZONE);

  private final EmbeddedLake embedded;
  private final SparkSession spark;
  private final LakeServer server;
  private final BufferAllocator allocator = new RootAllocator();
  private final FlightClient client;
  private final FlightSqlClient flight;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, Login> logins = new TreeMap<>();
  private final Runnable leaverLogin;
  private final HandClock clock = new HandClock("2026-03-05T04:00:00Z");
  private final CommandFixture files;
  private final UserStore users;
  private final long firstSnapshot;

  private record Login(String token, CallOption option, Purpose purpose, GovernedSql cli) {}

  MatrixLake(Path home) {
    files = declare(new CommandFixture(home));
    Invocation invocation = files.invocation(clock);
    Workspace workspace = invocation.workspace(home, null);
    embedded = EmbeddedLake.open(workspace, null, invocation.host());
    new StateFile(workspace.settings().stateDir().resolve("mask.key"))
        .replace(PolicyKinds.MASK_KEY);
    spark = embedded.sessions().standard();
    OF_FEW_ROWS.forEach(spark.conf()::set);
    firstSnapshot = fill(embedded.history().releases());
    copyWhatEachMaySee();
    GovernedLake lake = governed(invocation);
    users = new UserStore(StateStore.of(workspace.settings().stateDir()), invocation.clock());
    PolicyRights rights = new PolicyRights(lake.policies(), workspace, invocation.clock());
    StoreAuthenticator book =
        StoreAuthenticator.open(users, workspace.settings(), lake.log(), invocation.clock());
    server =
        LakeServer.open(
            workspace,
            new Governance(
                lake.gate(),
                book,
                rights,
                rights,
                rights.system(),
                new AccessJournal(lake.log(), invocation.clock())),
            lake.releases(),
            invocation.clock());
    client =
        FlightClient.builder(allocator, Location.forGrpcInsecure("127.0.0.1", server.flightPort()))
            .build();
    flight = new FlightSqlClient(client);
    for (Map.Entry<String, Kind> each : PolicyKinds.ALL.entrySet()) {
      Kind kind = each.getValue();
      users.add(each.getKey(), kind.roles(), PASSWORD.toCharArray());
      logins.put(each.getKey(), login(book, each.getKey(), kind.roles(), kind.purpose(), lake));
    }
    users.add(LEAVER, List.of(LEAVER), PASSWORD.toCharArray());
    leaverLogin =
        () -> logins.put(LEAVER, login(book, LEAVER, List.of(LEAVER), Purpose.UNSTATED, lake));
    leaverLogin.run();
    users.add(OPERATOR, List.of(OPERATOR), PASSWORD.toCharArray());
    logins.put(OPERATOR, login(book, OPERATOR, List.of(OPERATOR), Purpose.UNSTATED, lake));
    RunLedger ledger = embedded.history().ledger();
    ledger.record(failed("r20260301t000000000_aaaaaa", "civic.dws_day"));
    ledger.record(failed("r20260301t000000000_bbbbbb", "civic.dwd_person"));
  }

  private static RunRecord failed(String run, String target) {
    return new RunRecord(
        new RunId(run),
        JobName.parse(target),
        TableName.parse(target),
        "load",
        LocalDate.parse("2026-03-01"),
        Instant.parse("2026-03-01T00:00:00Z"),
        Instant.parse("2026-03-01T00:00:01.5Z"),
        RunOutcome.FAILED,
        Tally.none(),
        null,
        null,
        "CL9001",
        "about somebody");
  }

  /** The gate makes a session of its own, with what the context has. */
  private GovernedLake governed(Invocation invocation) {
    SparkConf context = spark.sparkContext().conf();
    SparkConf before = context.clone();
    OF_FEW_ROWS.forEach(context::set);
    try {
      return GovernedLake.of(embedded);
    } finally {
      for (String key : OF_FEW_ROWS.keySet()) {
        context.remove(key);
        before.getOption(key).foreach(value -> context.set(key, value));
      }
    }
  }

  private static CommandFixture declare(CommandFixture files) {
    return files
        .file(
            "conf/citylake.yaml",
            "source-roots: [landing]",
            "serve: {flight-port: 0, http-port: 0, health-port: 0}")
        .file("conf/themes/civic.yaml", "title: {zh: 民政, en: Civic}", "owner: 民政局")
        .file(
            "conf/themes/civic/dwd_person.yaml",
            dataset("dwd"),
            column("id", "string", 1),
            column("street_code", "string", 1),
            column("visits", "int", 1),
            column("score", "double", 2),
            column("born", "date", 3),
            column("income", "\"decimal(12,2)\"", 3),
            column("seen", "timestamp", 3),
            column("phone", "string", 4))
        .file(
            "conf/themes/civic/dim_street.yaml",
            dataset("dim"),
            column("street_code", "string", 1),
            column("name", "string", 1))
        .file(
            "conf/themes/civic/dws_day.yaml",
            dataset("dws"),
            column("day", "date", 1),
            column("visits", "long", 1))
        .file("jobs/none.md", "")
        .file("conf/policies.yaml", PolicyKinds.POLICIES);
  }

  private static String dataset(String layer) {
    return "title: {zh: 表, en: Table}\nlayer: %s\ngrain: one row each\nwrite-mode: append\ncolumns:"
        .formatted(layer);
  }

  private static String column(String name, String type, int grade) {
    return "  - {name: %1$s, type: %2$s, grade: %3$d, title: {zh: 列, en: %1$s}}"
        .formatted(name, type, grade);
  }

  /**
   * Two releases; answers the people's snapshot of the first. A NaN stands beside a larger score in
   * its file: Iceberg leaves it out of a file's bounds and may skip the file, where Spark takes it
   * for the largest.
   */
  private long fill(ReleaseStore book) {
    spark.sql("CREATE NAMESPACE IF NOT EXISTS lake.civic");
    spark.sql("CREATE TABLE lake.civic.dim_street (street_code string, name string)");
    spark.sql("CREATE TABLE lake.civic.dws_day (day date, visits bigint)");
    spark.sql(
        "CREATE TABLE lake.civic.dwd_person (id string, street_code string, visits int,"
            + " score double, born date, income decimal(12,2), seen timestamp, phone string,"
            + " _run_id string)");
    spark.sql("INSERT INTO lake.civic.dim_street VALUES ('s1', '一街'), ('s2', '二街'), ('s3', '三街')");
    spark.sql("INSERT INTO lake.civic.dws_day VALUES (date'2026-03-01', 7), (date'2026-03-02', 9)");
    spark.sql(
        "INSERT INTO lake.civic.dwd_person VALUES ('p1', 's1', 3, -0.0, date'1980-05-17', 1234.56,"
            + " timestamp'2026-03-01 10:11:12', '13800001111', 'r1'), ('p2', 's1', 0, 1.5,"
            + " date'1990-11-30', 987.65, timestamp'2026-03-02 00:00:01', '13900002222', 'r1'),"
            + " ('p3', 's2', 20, 2.5, date'2001-01-01', 99.99, timestamp'2026-02-11 23:59:59',"
            + " '110', 'r1'), ('p4', 's2', 5, NULL, NULL, NULL, NULL, NULL, 'r2')");
    long first =
        book.release(tables(), Instant.parse("2026-01-01T00:00:00Z"))
            .tables()
            .get(TableName.parse("civic.dwd_person"))
            .snapshotId();
    spark.sql(
        "INSERT INTO lake.civic.dwd_person SELECT /*+ COALESCE(1) */ * FROM VALUES ('p5', NULL, 7,"
            + " 3.5, date'1999-12-31', 0.01, timestamp'2025-12-31 23:00:00', '13700003333', 'r2'),"
            + " ('p6', 's3', 20, double('NaN'), date'1980-05-17', 5000000.00, timestamp'2026-03-01"
            + " 10:11:12', '13800001111', 'r2')");
    book.release(tables(), Instant.parse("2026-02-01T00:00:00Z"));
    return first;
  }

  private static Collection<TableName> tables() {
    return List.of(
        TableName.parse("civic.dwd_person"),
        TableName.parse("civic.dim_street"),
        TableName.parse("civic.dws_day"));
  }

  private void copyWhatEachMaySee() {
    keep("dwd_person", "SELECT * FROM lake.civic.dwd_person");
    keep("dwd_person_past", "SELECT * FROM lake.civic.dwd_person VERSION AS OF " + firstSnapshot);
    keep("dim_street", "SELECT * FROM lake.civic.dim_street");
    keep("dws_day", "SELECT * FROM lake.civic.dws_day");
    PolicyKinds.ALL.forEach(
        (name, kind) -> {
          if (kind.seesPeople()) {
            keep(
                name + "_dwd_person",
                "SELECT " + kind.columns() + " FROM dwd_person WHERE " + kind.rows());
          }
          if (kind.past() == Past.OPEN) {
            keep(name + "_dwd_person_past", "SELECT " + kind.columns() + " FROM dwd_person_past");
          }
          if (!kind.streets().equals("true")) {
            keep(name + "_dim_street", "SELECT * FROM dim_street WHERE " + kind.streets());
          }
        });
  }

  private void keep(String name, String select) {
    var rows = spark.sql(select);
    spark.createDataFrame(rows.collectAsList(), rows.schema()).createOrReplaceTempView(name);
  }

  private Login login(
      StoreAuthenticator book,
      String user,
      List<String> roles,
      Purpose purpose,
      GovernedLake lake) {
    boolean stated = purpose == Purpose.STATED;
    Caller caller = new Caller(user, roles, stated ? "audit" : null, Lane.CLI, "localhost");
    String token = book.token(caller);
    CallOption option = new CredentialCallOption(new BearerCredentialWriter(token));
    if (stated) {
      flight.executeUpdate("SET purpose = 'audit'", option);
    }
    GovernedSql cli = new GovernedSql(lake.gate(), embedded.sql(), lake.releases()::latest, caller);
    return new Login(token, option, purpose, cli);
  }

  /** Takes what the leaver's role grants, but for streets; counts at once. */
  void revoke() {
    change(
        PolicyKinds.POLICIES.replaceFirst(
            "(?s)(en: L}\\s+grants: \\[\\{themes: \"\\*\", )(clear-grade: 2}]\\s+limits)",
            "$1layers: dim, $2"));
  }

  void restore() {
    change(PolicyKinds.POLICIES);
  }

  private void change(String policies) {
    files.file("conf/policies.yaml", policies);
    clock.forward(Duration.ofSeconds(10));
  }

  UserStore users() {
    return users;
  }

  FlightSqlClient flight() {
    return flight;
  }

  /** A token that was good before he was shut out stays dead. */
  void loginLeaver() {
    leaverLogin.run();
  }

  CallOption login(String user) {
    return logins.get(user).option();
  }

  private URI address(String path) {
    return URI.create("http://127.0.0.1:" + server.httpPort() + path);
  }

  long firstSnapshot() {
    return firstSnapshot;
  }

  /**
   * What plain Spark answers an administrator over the copy of a kind. Where the copy lacks what
   * the statement names, that it is refused; so too where a star or a join by all columns takes in
   * what the kind doesn't see, which over the copy goes unnoticed.
   */
  List<String> overCopy(String kind, String statement) {
    if (!PolicyKinds.ALL.get(kind).hidden().isEmpty() && ALL_COLUMNS.matcher(statement).find()) {
      return REFUSED;
    }
    String past = PAST.matcher(statement).replaceAll(kind + "_dwd_person_past");
    String copy =
        NOW.matcher(past)
            .replaceAll(
                name -> {
                  String table = name.group(2).toLowerCase(Locale.ROOT);
                  boolean whole =
                      table.equals("dws_day")
                          || (table.equals("dim_street")
                              && PolicyKinds.ALL.get(kind).streets().equals("true"));
                  return whole ? table : kind + "_" + table;
                });
    try {
      return lines(spark.sql(copy).collectAsList().stream().map(MatrixLake::line).toList());
    } catch (Exception e) {
      if (e instanceof AnalysisException) {
        return REFUSED;
      }
      throw e;
    }
  }

  /** The rows as lines, sorted; one line that begins with {@code refused} where it is. */
  List<String> askFlight(String user, String statement) throws Exception {
    CallOption login = logins.get(user).option();
    List<String> lines = new ArrayList<>();
    try (FlightStream stream =
        flight.getStream(
            flight.execute(statement, login).getEndpoints().get(0).getTicket(), login)) {
      while (stream.next()) {
        addLines(stream.getRoot(), lines);
      }
    } catch (FlightRuntimeException e) {
      return refused(e.getMessage());
    }
    return lines(lines);
  }

  HttpResponse<InputStream> post(String user, String statement) throws Exception {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("sql", statement);
    if (logins.get(user).purpose() == Purpose.STATED) {
      body.put("purpose", "audit");
    }
    return http.send(
        HttpRequest.newBuilder(address("/api/v1/sql"))
            .header("Authorization", "Bearer " + logins.get(user).token())
            .header("Accept", "application/vnd.apache.arrow.stream")
            .POST(BodyPublishers.ofString(new ObjectMapper().writeValueAsString(body)))
            .build(),
        BodyHandlers.ofInputStream());
  }

  List<String> askHttp(String user, String statement) throws Exception {
    HttpResponse<InputStream> answer = post(user, statement);
    try (InputStream in = answer.body()) {
      if (answer.statusCode() != 200) {
        return refused(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
      List<String> lines = new ArrayList<>();
      try (ArrowStreamReader reader = new ArrowStreamReader(in, allocator)) {
        while (reader.loadNextBatch()) {
          addLines(reader.getVectorSchemaRoot(), lines);
        }
      }
      return lines(lines);
    }
  }

  List<String> askCli(String user, String statement) {
    try {
      GovernedSql sql = logins.get(user).cli();
      List<String> lines = new ArrayList<>();
      SqlEngine.Answer answer = sql.query(statement);
      answer
          .rows()
          .forEachRemaining(
              row -> lines.add(row.stream().map(MatrixLake::text).toList().toString()));
      sql.close();
      return lines(lines);
    } catch (CityLakeException e) {
      return refused(e.code().label());
    }
  }

  /** How many answers came from the cache so far, as the server counts them. */
  double cacheHits() throws IOException, InterruptedException {
    String page =
        http.send(HttpRequest.newBuilder(address("/metrics")).build(), BodyHandlers.ofString())
            .body();
    return page.lines()
        .filter(each -> each.startsWith("citylake_cache_hits_total "))
        .mapToDouble(each -> Double.parseDouble(each.substring(each.indexOf(' '))))
        .sum();
  }

  static boolean isRefused(List<String> lines) {
    return lines.size() == 1 && lines.get(0).startsWith("refused ");
  }

  private static List<String> refused(String message) {
    Matcher code = CODE.matcher(message);
    if (!code.find()) {
      throw new AssertionError("it failed, and wasn't refused: " + message);
    }
    return List.of("refused " + code.group());
  }

  private static List<String> lines(List<String> lines) {
    return lines.stream().sorted().toList();
  }

  private static void addLines(VectorSchemaRoot root, List<String> lines) {
    StructType schema = ArrowUtils.fromArrowSchema(root.getSchema());
    Function1<Object, Object> plain = CatalystTypeConverters.createToScalaConverter(schema);
    ColumnVector[] columns =
        root.getFieldVectors().stream().map(ArrowColumnVector::new).toArray(ColumnVector[]::new);
    // Not closed: its memory is the root's.
    ColumnarBatch batch = new ColumnarBatch(columns, root.getRowCount());
    batch
        .rowIterator()
        .forEachRemaining((InternalRow row) -> lines.add(line((Row) plain.apply(row.copy()))));
  }

  private static String line(Row row) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      cells.add(text(row.get(i)));
    }
    return cells.toString();
  }

  private static String text(Object value) {
    if (value instanceof Timestamp timestamp) {
      return INSTANT.format(timestamp.toInstant());
    }
    if (value instanceof scala.collection.Iterable<?> list) {
      return CollectionConverters.asJavaCollection(list).stream()
          .map(MatrixLake::text)
          .toList()
          .toString();
    }
    return String.valueOf(value);
  }

  @Override
  public void close() throws Exception {
    flight.close();
    // Fails where the client, or the server, has not given back its memory.
    allocator.close();
    server.close();
    embedded.close();
  }
}
