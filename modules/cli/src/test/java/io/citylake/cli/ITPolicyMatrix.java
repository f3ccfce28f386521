package io.citylake.cli;

import static io.citylake.cli.MatrixLake.LEAVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.cli.StatementShapes.Asked;
import io.citylake.cli.StatementShapes.Statement;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.FlightSqlClient.PreparedStatement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every shape of statement under every kind of policy answers, on every way in, what plain Spark
 * answers over a copy that was filtered and masked beforehand, by SQL that is written out here.
 */
@SuppressWarnings("try") // closing a stream of Flight may be interrupted, which no test is
class ITPolicyMatrix {
  private static final long SEED = Long.getLong("citylake.seed", 20260303L);

  /** Of the kinds, how many ask the same statement one after the other. */
  private static final int KINDS_A_SHAPE = Integer.getInteger("citylake.matrix.kinds", 3);

  /** More than is sent ahead of who doesn't read. */
  private static final String LARGE =
      "SELECT p.id, repeat('x', 500) AS t FROM civic.dwd_person p CROSS JOIN range(0, 200000, 1,"
          + " 200)";

  @TempDir private static Path home;
  private static MatrixLake lake;

  @BeforeAll
  static void open() throws Exception {
    lake = new MatrixLake(home);
  }

  @AfterAll
  static void close() throws Exception {
    lake.close();
  }

  /** Another seed draws other statements, kinds and orders. */
  static Stream<Arguments> cases() {
    Random draw = new Random(SEED);
    return StatementShapes.ALL.keySet().stream().map(shape -> Arguments.of(shape, draw.nextLong()));
  }

  /**
   * One statement by several users in turn, so that each would find the answer of the one before if
   * it were taken for its own.
   */
  @ParameterizedTest(name = "{0}, seed {1}")
  @MethodSource("cases")
  void answersAsOverACopyFilteredAndMaskedBefore(String shape, long seed) throws Exception {
    Random draw = new Random(seed);
    Statement drawn = StatementShapes.draw(StatementShapes.ALL.get(shape), draw);
    String statement = drawn.sql().replace("$v", Long.toString(lake.firstSnapshot()));
    List<String> kinds = new ArrayList<>(PolicyKinds.ALL.keySet());
    Collections.shuffle(kinds, draw);
    for (String kind : kinds.subList(0, Math.min(kinds.size(), KINDS_A_SHAPE))) {
      List<Way> ways = new ArrayList<>(List.of(lake::askFlight, lake::askHttp));
      Collections.shuffle(ways, draw);
      String named = "kind %s, seed %d: %s".formatted(kind, seed, statement);
      // Beside the servers' answers, which they don't touch.
      CompletableFuture<List<String>> overCopy =
          CompletableFuture.supplyAsync(() -> expected(kind, statement, drawn.asked()));
      boolean alsoByCli = draw.nextInt(4) == 0;
      CompletableFuture<List<String>> cli =
          alsoByCli ? CompletableFuture.supplyAsync(() -> lake.askCli(kind, statement)) : overCopy;
      List<String> first = ways.get(0).ask(kind, statement);
      double hits = lake.cacheHits();
      List<String> again = ways.get(1).ask(kind, statement);
      assertThat(first).as(named).isEqualTo(overCopy.get());
      assertThat(again).as("the other way, %s", named).isEqualTo(first);
      assertThat(cli.get()).as("the command line, %s", named).isEqualTo(first);
      double expected = MatrixLake.isRefused(first) ? hits : hits + 1;
      assertThat(lake.cacheHits()).as("answers from the cache, %s", named).isEqualTo(expected);
    }
  }

  /** Where a mask would answer otherwise than the values, it isn't asked. */
  private static List<String> expected(String kind, String statement, Set<Asked> asked) {
    List<String> overCopy = lake.overCopy(kind, statement);
    boolean misleads = asked.stream().anyMatch(PolicyKinds.ALL.get(kind)::misleads);
    return misleads && !MatrixLake.isRefused(overCopy) ? List.of("refused CL1040") : overCopy;
  }

  @ParameterizedTest
  @FieldSource("io.citylake.cli.StatementShapes#NEVER")
  void refusesToEverybody(String statement) throws Exception {
    for (String kind : List.of("administrator", "masked", "filtered")) {
      List<String> refused = lake.askFlight(kind, statement);
      assertThat(refused).as(kind).hasSize(1).first().asString().startsWith("refused ");
      assertThat(lake.askHttp(kind, statement)).as(kind).isEqualTo(refused);
      assertThat(lake.askCli(kind, statement)).as(kind).isEqualTo(refused);
    }
  }

  /**
   * No grant of all themes is one of the platform's own; a grant of those shows no other's rows.
   */
  @Test
  void tellsOfRunsToWhoMayReadTheirTables() throws Exception {
    String statement = "SELECT target, outcome, message FROM _sys.runs ORDER BY run_id";
    List<String> all =
        List.of(
            "[civic.dws_day, failed, about somebody]",
            "[civic.dwd_person, failed, about somebody]");
    List<String> own = List.of("[civic.dws_day, failed, **********body]");
    for (String kind : PolicyKinds.ALL.keySet()) {
      List<String> expected = kind.equals("administrator") ? all : List.of("refused CL1014");
      for (Way way : List.<Way>of(lake::askFlight, lake::askHttp, lake::askCli)) {
        assertThat(way.ask(kind, statement)).as(kind).hasSameElementsAs(expected);
      }
    }
    double hits = lake.cacheHits();
    for (Way way : List.<Way>of(lake::askFlight, lake::askHttp, lake::askCli, lake::askFlight)) {
      assertThat(way.ask(MatrixLake.OPERATOR, statement)).isEqualTo(own);
    }
    assertThat(lake.cacheHits()).isEqualTo(hits);
    String joined =
        "SELECT r.outcome, count(d.day) FROM _sys.runs r CROSS JOIN civic.dws_day d WHERE r.target"
            + " <> 'civic.dwd_person' AND r.started_at < now() GROUP BY 1";
    assertThat(lake.askHttp(MatrixLake.OPERATOR, joined)).containsExactly("[failed, 2]");
    assertThat(ownTables(MatrixLake.OPERATOR)).isEqualTo(6);
    assertThat(ownTables("administrator")).isEqualTo(6);
    assertThat(ownTables("masked")).isZero();
  }

  /** As a tool lists them. */
  private static int ownTables(String user) throws Exception {
    CallOption login = lake.login(user);
    Ticket ticket = ticket(lake.flight().getTables(null, "_sys", null, null, true, login));
    int tables = 0;
    try (FlightStream stream = lake.flight().getStream(ticket, login)) {
      while (stream.next()) {
        tables += stream.getRoot().getRowCount();
      }
    }
    return tables;
  }

  /** S02: what is open when a grant goes. */
  @Test
  void aGrantThatIsGoneEndsWhatIsOpen() throws Exception {
    String cached = "SELECT id, visits FROM civic.dwd_person";
    assertThat(lake.askFlight(LEAVER, cached)).hasSize(6);
    CallOption leaver = lake.login(LEAVER);
    Ticket ticket = ticket(lake.flight().execute("SELECT id FROM civic.dwd_person", leaver));
    PreparedStatement prepared =
        lake.flight().prepare("SELECT visits FROM civic.dwd_person", leaver);
    Ticket large = ticket(lake.flight().execute(LARGE, leaver));
    try (FlightStream stream = lake.flight().getStream(large, leaver);
        InputStream http = lake.post(LEAVER, LARGE.replace("'x'", "'y'")).body()) {
      assertThat(stream.next()).isTrue();
      assertThat(http.readNBytes(100_000)).hasSize(100_000);
      lake.revoke();
      assertThatThrownBy(
              () -> {
                while (stream.next()) {}
              })
          .hasMessageContaining("has changed meanwhile")
          .hasMessageContaining("CL1014");
      assertThatThrownBy(() -> http.transferTo(OutputStream.nullOutputStream()))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> lake.flight().getStream(ticket, leaver).next())
          .hasMessageContaining("CL1014");
      assertThatThrownBy(() -> prepared.execute(leaver)).hasMessageContaining("CL1014");
      assertThat(lake.askFlight(LEAVER, cached)).containsExactly("refused CL1014");
      assertThat(lake.askHttp(LEAVER, cached)).containsExactly("refused CL1014");
      assertThat(lake.askHttp(LEAVER, "SELECT name FROM civic.dim_street")).hasSize(3);
    } finally {
      prepared.close(leaver);
      lake.restore();
    }
    assertThat(lake.askFlight(LEAVER, cached)).hasSize(6);
  }

  /** S02: what is open when its user goes; at once, without a look at a clock. */
  @ParameterizedTest
  @CsvSource({"disabled, CL1015", "of another role, CL1014"})
  void aUserWhoIsShutOutLosesWhatIsOpen(String how, String code) throws Exception {
    String cached = "SELECT id, visits FROM civic.dwd_person";
    assertThat(lake.askFlight(LEAVER, cached)).hasSize(6);
    CallOption leaver = lake.login(LEAVER);
    Ticket ticket = ticket(lake.flight().execute("SELECT id FROM civic.dwd_person", leaver));
    PreparedStatement prepared =
        lake.flight().prepare("SELECT visits FROM civic.dwd_person", leaver);
    Ticket large = ticket(lake.flight().execute(LARGE, leaver));
    try (FlightStream stream = lake.flight().getStream(large, leaver);
        InputStream http = lake.post(LEAVER, LARGE.replace("'x'", "'y'")).body()) {
      assertThat(stream.next()).isTrue();
      assertThat(http.readNBytes(100_000)).hasSize(100_000);
      if (how.equals("disabled")) {
        lake.users().disable(LEAVER);
      } else {
        lake.users().changeRoles(LEAVER, List.of("nobody"));
      }
      assertThatThrownBy(
              () -> {
                while (stream.next()) {}
              })
          .hasMessageContaining("Cannot answer: you are shut out, have other roles")
          .hasMessageContaining("CL1014");
      assertThatThrownBy(() -> http.transferTo(OutputStream.nullOutputStream()))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> lake.flight().getStream(ticket, leaver).next())
          .hasMessageContaining(code);
      assertThatThrownBy(() -> prepared.execute(leaver)).hasMessageContaining(code);
      assertThat(lake.askFlight(LEAVER, cached)).containsExactly("refused " + code);
      assertThat(lake.askHttp(LEAVER, cached)).containsExactly("refused " + code);
    } finally {
      lake.users().enable(LEAVER);
      lake.users().changeRoles(LEAVER, List.of(LEAVER));
    }
    if (how.equals("disabled")) {
      assertThat(lake.askFlight(LEAVER, cached)).containsExactly("refused CL1015");
    }
    lake.loginLeaver();
    assertThat(lake.askFlight(LEAVER, cached)).hasSize(6);
    prepared.close(lake.login(LEAVER));
  }

  private static Ticket ticket(FlightInfo info) {
    return info.getEndpoints().get(0).getTicket();
  }

  /** A way in. */
  private interface Way {
    List<String> ask(String user, String statement) throws Exception;
  }
}
