package io.citylake.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.govern.lineage.LineageGraph;
import io.citylake.govern.lineage.LineageNode.ColumnNode;
import io.citylake.govern.lineage.Origins;
import io.citylake.govern.lineage.PlanLineage;
import io.citylake.govern.lineage.QueryAnalyzer;
import io.citylake.govern.lineage.Treatment;
import io.citylake.model.CityLakeException;
import io.citylake.model.Sha256;
import io.citylake.model.TableName;
import io.citylake.run.DiskCache;
import io.citylake.run.graph.QueryInputs;
import io.citylake.run.session.SparkSessions;
import io.citylake.transform.step.QueryPlans;
import io.citylake.transform.step.QuerySql;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructType;

/**
 * Lineage from plans made as those that the steps run with. What was found out is remembered until
 * a query, or a table that it reads, is declared otherwise; so Spark starts only after a change.
 */
public final class CityLineage implements QueryAnalyzer, AutoCloseable {
  /** Another way to read plans begins a new file. */
  private static final String READER = "query-origins-2";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Workspace workspace;
  private final SparkSessions sessions;
  private final QueryInputs inputs;
  private final DiskCache memory;

  private CityLineage(Workspace workspace, SparkSessions sessions) {
    this.workspace = workspace;
    this.sessions = sessions;
    this.inputs = QueryInputs.of(workspace);
    this.memory = DiskCache.ofSpark(workspace.settings(), READER);
  }

  public static CityLineage open(Workspace workspace, SparkSessions sessions) {
    return new CityLineage(workspace, sessions);
  }

  public LineageGraph graph() {
    return new LineageGraph(workspace, this);
  }

  @Override
  public SortedSet<TableName> inputs(String sql, String file) {
    return inputs.of(sql, file);
  }

  @Override
  public SortedMap<String, Origins> columns(
      String sql, String file, List<DatasetContract> datasets) {
    return memory.find(
        fingerprint(sql, datasets),
        () -> analysed(sql, file, datasets),
        CityLineage::read,
        CityLineage::written);
  }

  private SortedMap<String, Origins> analysed(
      String sql, String file, List<DatasetContract> datasets) {
    Map<TableName, StructType> schemas = new TreeMap<>();
    datasets.forEach(each -> schemas.put(each.name(), PlanLineage.schema(each)));
    QueryPlans plans = new QueryPlans(sessions.standard());
    return PlanLineage.of(plans.analyse(QuerySql.parse(sql, file), schemas));
  }

  /** Of the text and of every column that it may mean. */
  private static String fingerprint(String sql, List<DatasetContract> datasets) {
    Sha256 fingerprint = new Sha256();
    fingerprint.add(sql);
    for (DatasetContract dataset : datasets) {
      fingerprint.add(dataset.name().toString());
      fingerprint.add(dataset.writeMode().toString());
      for (ColumnContract column : dataset.columns()) {
        fingerprint.add(column.name());
        fingerprint.add(column.type().toString());
      }
    }
    return fingerprint.hex();
  }

  /** The columns' names to two lists: ways, each with its treatments, and influences. */
  private static String written(SortedMap<String, Origins> columns) {
    Map<String, List<List<String>>> texts = new TreeMap<>();
    columns.forEach(
        (column, origins) -> {
          List<String> ways = new ArrayList<>();
          origins
              .ways()
              .forEach(
                  (source, some) ->
                      some.forEach(
                          way ->
                              ways.add(
                                  way.stream()
                                      .sorted()
                                      .map(Treatment::name)
                                      .collect(Collectors.joining("+", source + " ", "")))));
          texts.put(column, List.of(ways, names(origins.influences())));
        });
    try {
      return JSON.writeValueAsString(texts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write lists of names", e);
    }
  }

  private static SortedMap<String, Origins> read(String text) {
    try {
      SortedMap<String, Origins> columns = new TreeMap<>();
      JSON.readValue(text, new TypeReference<Map<String, List<List<String>>>>() {})
          .forEach(
              (column, lists) ->
                  columns.put(column, new Origins(ways(lists.get(0)), nodes(lists.get(1)))));
      return columns;
    } catch (JsonProcessingException | CityLakeException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("Cannot read origins", e);
    }
  }

  private static SortedMap<ColumnNode, Set<Set<Treatment>>> ways(List<String> texts) {
    SortedMap<ColumnNode, Set<Set<Treatment>>> ways = new TreeMap<>();
    for (String text : texts) {
      int space = text.indexOf(' ');
      Set<Treatment> way =
          Arrays.stream(text.substring(space + 1).split("\\+", -1))
              .filter(each -> !each.isEmpty())
              .map(Treatment::valueOf)
              .collect(Collectors.toUnmodifiableSet());
      ways.computeIfAbsent(ColumnNode.parse(text.substring(0, space)), each -> new HashSet<>())
          .add(way);
    }
    return ways;
  }

  private static List<String> names(SortedSet<ColumnNode> columns) {
    return columns.stream().map(ColumnNode::toString).toList();
  }

  private static SortedSet<ColumnNode> nodes(List<String> names) {
    return names.stream().map(ColumnNode::parse).collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public void close() {
    inputs.remember();
    memory.remember();
  }
}
