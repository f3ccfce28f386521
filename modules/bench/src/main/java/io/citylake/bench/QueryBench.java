package io.citylake.bench;

import io.citylake.app.EmbeddedLake;
import io.citylake.bench.QueryContestant.Client;
import io.citylake.bench.QueryReport.Series;
import io.citylake.bench.QueryReport.State;
import io.citylake.contract.Workspace;
import io.citylake.contract.settings.ServeLimits;
import io.citylake.contract.settings.ServeSettings;
import io.citylake.contract.settings.ServeSettings.Transport;
import io.citylake.model.CityLakeException;
import io.citylake.model.DataSize;
import io.citylake.model.ErrorCode;
import io.citylake.model.Release;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import io.citylake.serve.LakeServer;
import io.citylake.serve.LakeServer.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.iceberg.Snapshot;

/**
 * The screens' panels and an analyst's queries, three ways on the same tables in one process: plain
 * Spark SQL, CityLake's servers as their clients meet them, and DuckDB on the data files. Each
 * answer is checked to be plain Spark's; a way that answers a question otherwise isn't compared.
 */
public final class QueryBench {
  private static final int QUESTIONS_A_CLIENT = 5;
  private static final Duration READY = Duration.ofMinutes(10);

  private final Lake lake;
  private final Load load;
  private final Consumer<String> progress;
  private final Map<BenchQuery, List<String>> answers = new HashMap<>();

  /** By way; what it is asked. */
  private final Map<String, Set<BenchQuery>> excluded = new HashMap<>();

  /**
   * What is asked.
   *
   * @param servers opens them with the lake's own policies
   * @param user whose roles give everything
   */
  public record Lake(
      EmbeddedLake embedded, Release release, Servers servers, String user, String password) {}

  /** Opens a server of the lake on settings of its own; whoever opens it closes it. */
  @FunctionalInterface
  public interface Servers {
    LakeServer open(Workspace workspace, Start start);
  }

  /**
   * How much is asked.
   *
   * @param rounds that count for each question asked alone, at least 1
   * @param clients that ask at once
   * @param rows that are transferred
   */
  public record Load(int rounds, int clients, long rows) {}

  /** How long questions took, and the transfer. */
  public record Result(QueryReport questions, BenchReport transfer) {}

  /**
   * @param progress hears a line after each stage
   */
  public QueryBench(Lake lake, Load load, Consumer<String> progress) {
    this.lake = lake;
    this.load = load;
    this.progress = progress;
  }

  /** Measures. */
  public Result run() {
    Workspace workspace = lake.embedded.workspace();
    List<BenchQuery> queries = new ArrayList<>(BenchQuery.panels(workspace));
    int panels = queries.size();
    AdHocQueries.all().stream()
        .filter(each -> !each.tables(lake.release.tables().keySet()).isEmpty())
        .forEach(queries::add);
    QueryReport report =
        new QueryReport(
            "%d panels and %d queries at release %d, %d rounds, %d clients"
                .formatted(
                    panels, queries.size() - panels, lake.release.id(), load.rounds, load.clients));
    try (PlainSparkSql spark = new PlainSparkSql(lake.embedded.sessions().standard());
        DuckDbFiles duckdb =
            DuckDbFiles.open(
                snapshots(queries),
                lake.embedded.catalog()::loadTable,
                workspace.settings().zone())) {
      progress.accept(
          "%d tables without DuckDB: %s".formatted(duckdb.left().size(), duckdb.left()));
      ask(queries, spark, duckdb, report);
      BenchReport transfer = transfer(spark, duckdb, queries, report);
      return new Result(report, transfer);
    }
  }

  /** First with the cache as it is by default, from cold on. */
  private void ask(
      List<BenchQuery> queries, PlainSparkSql spark, DuckDbFiles duckdb, QueryReport report) {
    DataSize cache = lake.embedded.workspace().settings().serve().cache();
    try (LakeServer server = lake.servers.open(served(cache), Start.COLD);
        ServedLake city = new ServedLake(server, lake.user, lake.password)) {
      cold(queries, List.of(spark, city, duckdb), report);
      progress.accept("cold: done");
      for (int round = 0; round < load.rounds; round++) {
        round(queries, List.of(city), new Counting(State.CACHED, round), report);
      }
      crowd(queries, city, State.CACHED, report);
      progress.accept("cached: done");
    }
  }

  /** Then warm, with a cache that keeps nothing. */
  private BenchReport transfer(
      PlainSparkSql spark, DuckDbFiles duckdb, List<BenchQuery> queries, QueryReport report) {
    try (LakeServer server = lake.servers.open(served(new DataSize(0)), Start.WARMED);
        ServedLake city = new ServedLake(server, lake.user, lake.password)) {
      awaitReady(server);
      List<QueryContestant> all = List.of(spark, city, duckdb);
      // One more that doesn't count.
      for (int round = -1; round < load.rounds; round++) {
        round(queries, all, new Counting(State.WARM, round), report);
      }
      progress.accept("warm: done");
      for (QueryContestant each : all) {
        crowd(queries, each, State.WARM, report);
      }
      progress.accept("warm with %d clients: done".formatted(load.clients));
      return new TransferBench(lake.embedded.sessions().standard(), city, load.rows)
          .run(load.rounds, progress);
    }
  }

  private Workspace served(DataSize cache) {
    Workspace workspace = lake.embedded.workspace();
    ServeSettings anyPort =
        new ServeSettings(
            "127.0.0.1", 0, 0, 0, null, Transport.TLS_OR_LOOPBACK, cache, ServeLimits.standard());
    return workspace.withSettings(workspace.settings().withServe(anyPort));
  }

  /** What the questions read, which must be what plain Spark reads too. */
  private SortedMap<TableName, TableSnapshot> snapshots(List<BenchQuery> queries) {
    SortedMap<TableName, TableSnapshot> snapshots = new TreeMap<>();
    for (BenchQuery query : queries) {
      for (TableName name : query.tables(lake.release.tables().keySet())) {
        snapshots.put(name, lake.release.tables().get(name));
      }
    }
    snapshots.forEach(
        (name, released) -> {
          Snapshot current = lake.embedded.catalog().loadTable(name).currentSnapshot();
          if (current == null || current.snapshotId() != released.snapshotId()) {
            throw new CityLakeException(
                ErrorCode.USAGE,
                "Cannot compare: %s has moved on since release %d; finish a run first"
                    .formatted(name, lake.release.id()));
          }
        });
    return snapshots;
  }

  private void awaitReady(LakeServer server) {
    long until = System.nanoTime() + READY.toNanos();
    while (!server.ready()) {
      if (System.nanoTime() > until) {
        throw new CityLakeException(
            ErrorCode.INTERNAL, "Cannot measure: the server didn't become ready");
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CityLakeException(ErrorCode.CANCELLED, "The benchmark was cancelled", e);
      }
    }
  }

  /** Each question for the first time, in turn; finds out which answers are equal. */
  private void cold(List<BenchQuery> queries, List<QueryContestant> all, QueryReport report) {
    List<Client> clients = all.stream().map(QueryContestant::connect).toList();
    try {
      List<Integer> order = new ArrayList<>(List.of(0, 1, 2));
      for (BenchQuery query : queries) {
        Map<String, Timed> took = new TreeMap<>();
        for (int each : order) {
          took.put(all.get(each).name(), time(clients.get(each), query));
        }
        compare(query, all, took, report);
        Collections.rotate(order, 1);
      }
    } finally {
      clients.forEach(Client::close);
    }
  }

  private record Timed(double millis, List<String> lines, String failure) {}

  private static Timed time(Client client, BenchQuery query) {
    long start = System.nanoTime();
    try {
      QueryContestant.Taken taken = client.ask(query);
      double millis = (System.nanoTime() - start) / 1e6;
      return new Timed(millis, AnswerText.lines(taken.values().get()), "");
    } catch (Exception e) {
      // Whatever it is, this way doesn't answer the question.
      String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      return new Timed(0, List.of(), "fails: " + message);
    }
  }

  private void compare(
      BenchQuery query, List<QueryContestant> all, Map<String, Timed> took, QueryReport report) {
    Timed first = took.get(all.get(0).name());
    answers.put(query, first.lines);
    for (QueryContestant each : all) {
      Timed own = took.get(each.name());
      String why =
          !first.failure.isEmpty() || !own.failure.isEmpty()
              ? own.failure + first.failure
              : own.lines.equals(first.lines) ? "" : difference(own.lines, first.lines);
      if (why.isEmpty()) {
        report.add(new Series(1, State.COLD, each.name()), query, own.millis);
      } else {
        excluded.computeIfAbsent(each.name(), way -> new HashSet<>()).add(query);
        report.leave(each.name(), query.name(), why);
        progress.accept("%s, %s: %s".formatted(each.name(), query.name(), why));
      }
    }
  }

  private static String difference(List<String> own, List<String> first) {
    for (int i = 0; i < Math.min(own.size(), first.size()); i++) {
      if (!own.get(i).equals(first.get(i))) {
        return "answers %s instead of %s".formatted(own.get(i), first.get(i));
      }
    }
    return "answers %d rows instead of %d".formatted(own.size(), first.size());
  }

  private boolean asks(QueryContestant way, BenchQuery query) {
    return !excluded.getOrDefault(way.name(), Set.of()).contains(query);
  }

  /**
   * One round.
   *
   * @param number negative for one that doesn't count
   */
  private record Counting(State state, int number) {}

  private void round(
      List<BenchQuery> queries, List<QueryContestant> all, Counting counting, QueryReport report) {
    List<Client> clients = all.stream().map(QueryContestant::connect).toList();
    try {
      for (int i = 0; i < queries.size(); i++) {
        BenchQuery query = queries.get(i);
        for (int k = 0; k < all.size(); k++) {
          int turn = Math.floorMod(i + counting.number + k, all.size());
          QueryContestant way = all.get(turn);
          if (asks(way, query)) {
            double millis = checked(clients.get(turn), way, query);
            if (counting.number >= 0) {
              report.add(new Series(1, counting.state, way.name()), query, millis);
            }
          }
        }
      }
    } finally {
      clients.forEach(Client::close);
    }
  }

  private double checked(Client client, QueryContestant way, BenchQuery query) {
    Timed timed = time(client, query);
    if (!timed.failure.isEmpty() || !timed.lines.equals(answers.get(query))) {
      throw new CityLakeException(
          ErrorCode.INTERNAL,
          "Cannot trust %s: it answers %s otherwise than before %s"
              .formatted(way.name(), query.name(), timed.failure));
    }
    return timed.millis;
  }

  /** All clients at once, each with its own questions in a mixed order. */
  private void crowd(
      List<BenchQuery> queries, QueryContestant way, State state, QueryReport report) {
    List<BenchQuery> mixed =
        new ArrayList<>(queries.stream().filter(each -> asks(way, each)).toList());
    if (mixed.isEmpty()) {
      return;
    }
    Collections.shuffle(mixed, new Random(7));
    Series series = new Series(load.clients, state, way.name());
    ExecutorService pool = Executors.newFixedThreadPool(load.clients);
    List<Client> clients = new ArrayList<>();
    try {
      for (int i = 0; i < load.clients; i++) {
        clients.add(way.connect());
      }
      List<Future<?>> running = new ArrayList<>();
      long start = System.nanoTime();
      for (int i = 0; i < load.clients; i++) {
        int first = i * QUESTIONS_A_CLIENT;
        Client client = clients.get(i);
        running.add(
            pool.submit(
                () -> {
                  for (int k = first; k < first + QUESTIONS_A_CLIENT; k++) {
                    BenchQuery query = mixed.get(k % mixed.size());
                    report.add(series, query, checked(client, way, query));
                  }
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      report.rate(series, load.clients * QUESTIONS_A_CLIENT / seconds);
    } catch (ExecutionException e) {
      throw new IllegalStateException("A client of " + way.name() + " failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CityLakeException(ErrorCode.CANCELLED, "The benchmark was cancelled", e);
    } finally {
      pool.shutdownNow();
      clients.forEach(Client::close);
    }
  }
}
