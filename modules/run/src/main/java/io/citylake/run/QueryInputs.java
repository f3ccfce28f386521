package io.citylake.run;

import io.citylake.contract.Workspace;
import io.citylake.model.CityLakeException;
import io.citylake.model.Sha256;
import io.citylake.model.TableName;
import io.citylake.transform.step.QuerySql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.package$;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which tables queries read, remembered from one command to the next: Spark's parser takes seconds
 * for a city's queries in a cold process, and a text names the same tables until it is edited. What
 * can't be read is never remembered. A file that is lost, damaged or not writable costs time and
 * changes nothing. One thread uses it.
 */
final class QueryInputs {
  /** Another reader of queries, or another parser, begins a new file. */
  private static final String READER = "1-spark-" + package$.MODULE$.SPARK_VERSION();

  private static final int MOST = 10_000;
  private static final Logger LOG = LoggerFactory.getLogger(QueryInputs.class);

  private final Path file;
  private final Map<String, SortedSet<TableName>> known = new TreeMap<>();
  private final Map<String, SortedSet<TableName>> used = new TreeMap<>();

  private QueryInputs(Path file) {
    this.file = file;
  }

  static QueryInputs of(Workspace workspace) {
    QueryInputs inputs =
        new QueryInputs(
            workspace
                .settings()
                .stateDir()
                .resolve("cache")
                .resolve("query-inputs-" + READER + ".tsv"));
    inputs.recall();
    return inputs;
  }

  /**
   * The tables that a query reads.
   *
   * @throws CityLakeException CONTRACT_INVALID where it is no single query over named tables
   */
  SortedSet<TableName> of(String sql, String source) {
    String fingerprint = Sha256.hex(sql);
    SortedSet<TableName> inputs = known.get(fingerprint);
    if (inputs == null) {
      inputs = QuerySql.parse(sql, source).inputs();
    }
    used.put(fingerprint, inputs);
    return inputs;
  }

  /** Keeps what was asked for; texts of the past go once they are many. */
  void remember() {
    if (known.keySet().containsAll(used.keySet())) {
      return;
    }
    Map<String, SortedSet<TableName>> kept = new TreeMap<>(used);
    if (known.size() < MOST) {
      kept.putAll(known);
    }
    List<String> lines =
        kept.entrySet().stream()
            .map(
                each ->
                    each.getKey()
                        + "\t"
                        + String.join(
                            ",", each.getValue().stream().map(TableName::toString).toList()))
            .toList();
    try {
      Files.createDirectories(file.getParent());
      Path made = Files.createTempFile(file.getParent(), "query-inputs", ".making");
      Files.write(made, lines);
      Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.debug("Cannot remember the inputs of queries", e);
    }
  }

  private void recall() {
    try {
      if (Files.exists(file)) {
        Files.readAllLines(file).forEach(this::recall);
      }
    } catch (IOException e) {
      LOG.debug("Cannot recall the inputs of queries", e);
    }
  }

  private void recall(String line) {
    int tab = line.indexOf('\t');
    if (tab < 0) {
      return;
    }
    SortedSet<TableName> inputs = new TreeSet<>();
    try {
      for (String name : line.substring(tab + 1).split(",", -1)) {
        if (!name.isEmpty()) {
          inputs.add(TableName.parse(name));
        }
      }
      known.put(line.substring(0, tab), inputs);
    } catch (CityLakeException | IllegalArgumentException e) {
      LOG.debug("Passed over a damaged line", e);
    }
  }
}
