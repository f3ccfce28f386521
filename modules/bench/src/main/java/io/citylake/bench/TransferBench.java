package io.citylake.bench;

import io.citylake.bench.ServedLake.ServedClient;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.arrow.vector.FieldVector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Rows of ten columns from the engine to one client: over Flight SQL and loopback as Arrow, and out
 * of plain Spark in the process. They are computed, not read, so that what is measured is the way.
 */
final class TransferBench {
  /** A server answers all day: what compiles a way's code isn't measured. */
  private static final Duration WARM_UP = Duration.ofSeconds(10);

  private static final int MOST_WARM_UPS = 30;

  /** A transfer takes less than a second, and of a few the spread says little. */
  private static final int TRANSFERS_A_ROUND = 5;

  private final SparkSession spark;
  private final ServedLake city;
  private final long rows;
  private final String statement;
  private long bytes;

  TransferBench(SparkSession spark, ServedLake city, long rows) {
    this.spark = spark;
    this.city = city;
    this.rows = rows;
    this.statement =
        """
        SELECT id, id * 7 AS sequence, -id AS balance, id + 510107064 AS street,
          cast(id %% 12000 AS int) AS device, cast(id %% 97 AS int) AS battery,
          id / 3D AS value, cast(id AS double) AS lon, timestamp_seconds(1767200000 + id) AS at, cast(id AS string) AS name
        FROM range(0, %d)"""
            .formatted(rows);
  }

  /**
   * In megabytes a second of what the rows are as Arrow, for each way.
   *
   * @param rounds of several transfers each; before them each way is repeated until it is warm
   */
  BenchReport run(int rounds, Consumer<String> progress) {
    try (ServedClient client = city.connect()) {
      List<Contestant> ways =
          List.of(
              new Way(
                  "plain Spark collect, in the process",
                  () -> spark.sql(statement).collectAsList().size()),
              new Way("plain Spark toLocalIterator, in the process", this::iterate),
              new Way("CityLake over Flight SQL, loopback", () -> flight(client)));
      ways.forEach(TransferBench::warmUp);
      double megabytes = bytes / 1e6;
      BenchReport report =
          new BenchReport(
              "Transfer of %,d rows of 10 columns, %,.1f MB as Arrow, %d times"
                  .formatted(rows, megabytes, rounds * TRANSFERS_A_ROUND),
              new BenchReport.Amount(megabytes, "MB/s"));
      List<Contestant> order = new ArrayList<>(ways);
      for (int i = 0; i < rounds * TRANSFERS_A_ROUND; i++) {
        Map<String, Double> took = new HashMap<>();
        order.forEach(way -> took.put(way.name(), checked(way)));
        ways.forEach(way -> report.add(way.name(), took.get(way.name())));
        Collections.rotate(order, 1);
      }
      progress.accept("transfer: done");
      return report;
    }
  }

  private static void warmUp(Contestant way) {
    double spent = 0;
    for (int i = 0; i < MOST_WARM_UPS && spent < WARM_UP.toSeconds(); i++) {
      spent += seconds(way);
    }
  }

  private double checked(Contestant way) {
    double seconds = seconds(way);
    if (way.rows() != rows) {
      throw new CityLakeException(
          ErrorCode.INTERNAL,
          "Cannot trust %s: it took %d rows of %d".formatted(way.name(), way.rows(), rows));
    }
    return seconds;
  }

  private static double seconds(Contestant way) {
    long start = System.nanoTime();
    way.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private long iterate() {
    long taken = 0;
    for (Iterator<Row> all = spark.sql(statement).toLocalIterator(); all.hasNext(); all.next()) {
      taken++;
    }
    return taken;
  }

  private long flight(ServedClient client) throws Exception {
    long[] taken = new long[2];
    client.eachBatch(
        statement,
        root -> {
          taken[0] += root.getRowCount();
          for (FieldVector vector : root.getFieldVectors()) {
            taken[1] += vector.getBufferSize();
          }
        });
    bytes = taken[1];
    return taken[0];
  }

  /** One way to take all rows. */
  @FunctionalInterface
  private interface Taking {
    long rows() throws Exception;
  }

  private static final class Way implements Contestant {
    private final String name;
    private final Taking taking;
    private long taken;

    Way(String name, Taking taking) {
      this.name = name;
      this.taking = taking;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void prepare() {}

    @Override
    public void run() {
      try {
        taken = taking.rows();
      } catch (Exception e) {
        throw new IllegalStateException("Cannot transfer: " + name, e);
      }
    }

    @Override
    public long rows() {
      return taken;
    }
  }
}
