package io.citylake.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.Rule;
import io.citylake.contract.job.Step;
import io.citylake.contract.job.Task;
import io.citylake.govern.lineage.LineageGraph;
import io.citylake.govern.lineage.LineageGraph.Edge;
import io.citylake.govern.lineage.LineageGraph.Kind;
import io.citylake.govern.lineage.LineageNode;
import io.citylake.govern.lineage.LineageNode.ColumnNode;
import io.citylake.govern.lineage.LineageNode.SourceNode;
import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.history.RunRecord;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.ProgramVersion;
import io.citylake.model.TableName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs as events of OpenLineage (https://openlineage.io/spec/2-0-2/OpenLineage.json), from
 * contracts and the plans of steps, so that they say the same of a run whether its rows are
 * appended, merged or replaced. Failures are named by their code, never by a message that may quote
 * a row. One thread at a time.
 */
final class RunEvents {
  private static final Logger LOG = LoggerFactory.getLogger(RunEvents.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PRODUCER = "urn:citylake:" + ProgramVersion.text();
  private static final String SPEC = "https://openlineage.io/spec/";
  private static final String FACETS = SPEC + "facets/";

  private final Workspace workspace;
  private final LineageGraph graph;
  private final String namespace;

  /**
   * @param namespace of jobs and tables
   */
  RunEvents(Workspace workspace, LineageGraph graph, String namespace) {
    this.workspace = workspace;
    this.graph = graph;
    this.namespace = namespace;
  }

  /** One line of the ledger; empty of a look that writes nothing. */
  Optional<String> of(RunRecord run) {
    if (run.outcome() == RunOutcome.DRY_RUN) {
      return Optional.empty();
    }
    ObjectNode event = JSON.createObjectNode();
    Instant at = run.ended() == null ? run.started() : run.ended();
    event.put("eventType", type(run.outcome()));
    event.put("eventTime", at.toString());
    event.put("producer", PRODUCER);
    event.put("schemaURL", SPEC + "2-0-2/OpenLineage.json#/$defs/RunEvent");
    run(run, event.putObject("run"));
    Optional<Task> task = workspace.findTask(run.job());
    job(run, task, event.putObject("job"));
    // A job that is not declared any more has nothing more to say.
    task.ifPresent(each -> tables(run, each, event));
    return Optional.of(event.toString());
  }

  private static String type(RunOutcome outcome) {
    return switch (outcome) {
      case RUNNING -> "START";
      case PUBLISHED, NOTHING_NEW -> "COMPLETE";
      case REFUSED, BLOCKED, FAILED -> "FAIL";
      case CANCELLED -> "ABORT";
      case UNKNOWN, DRY_RUN -> "OTHER";
    };
  }

  /** The same for each event of a run. */
  static UUID id(RunRecord run) {
    return UUID.nameUUIDFromBytes(run.run().value().getBytes(StandardCharsets.UTF_8));
  }

  private static void run(RunRecord run, ObjectNode node) {
    node.put("runId", id(run).toString());
    ObjectNode facets = node.putObject("facets");
    ObjectNode nominal = facet(facets, "nominalTime", "1-0-1/NominalTimeRunFacet");
    nominal.put("nominalStartTime", run.businessDate() + "T00:00:00Z");
    ObjectNode own = facets.putObject("citylake");
    own.put("_producer", PRODUCER);
    own.put("_schemaURL", SPEC + "2-0-2/OpenLineage.json#/$defs/RunFacet");
    own.put("run", run.run().value());
    own.put("kind", run.kind());
    own.put("outcome", run.outcome().toString());
    ErrorCode.find(run.errorCode())
        .ifPresent(
            code -> {
              ObjectNode error = facet(facets, "errorMessage", "1-0-1/ErrorMessageRunFacet");
              error.put("message", code.label() + ": " + code.meaning());
              error.put("programmingLanguage", "JAVA");
            });
  }

  private void job(RunRecord run, Optional<Task> task, ObjectNode node) {
    node.put("namespace", namespace);
    node.put("name", run.job().toString());
    ObjectNode facets = node.putObject("facets");
    ObjectNode kind = facet(facets, "jobType", "2-0-3/JobTypeJobFacet");
    kind.put("processingType", "BATCH");
    kind.put("integration", "CITYLAKE");
    kind.put("jobType", run.kind().toUpperCase(java.util.Locale.ROOT));
    task.ifPresent(
        each -> {
          owner(facets, "1-0-1/OwnershipJobFacet", each.owner());
          facet(facets, "documentation", "1-1-0/DocumentationJobFacet")
              .put("description", each.title().both());
          if (each instanceof Step step) {
            facet(facets, "sql", "1-1-0/SQLJobFacet").put("query", step.sql().strip());
          }
        });
  }

  private void tables(RunRecord run, Task task, ObjectNode event) {
    ArrayNode inputs = event.putArray("inputs");
    ArrayNode outputs = event.putArray("outputs");
    DatasetContract target = workspace.datasets().get(task.target());
    if (target == null) {
      return;
    }
    SortedMap<String, SortedSet<Edge>> origins = origins(target);
    SortedSet<TableName> tables = new TreeSet<>();
    SortedSet<String> places = new TreeSet<>();
    origins
        .values()
        .forEach(edges -> edges.forEach(edge -> input(edge.other(), run, tables, places)));
    tables.forEach(each -> table(inputs.addObject(), each));
    places.forEach(each -> quality(source(inputs.addObject(), each), run, target));
    ObjectNode output = outputs.addObject();
    ObjectNode facets = table(output, target.name());
    if (!origins.isEmpty()) {
      columns(facet(facets, "columnLineage", "1-2-0/ColumnLineageDatasetFacet"), origins);
    }
    if (run.ended() != null) {
      facet(
              output.putObject("outputFacets"),
              "outputStatistics",
              "1-0-2/OutputStatisticsOutputDatasetFacet")
          .put("rowCount", run.tally().accepted());
    }
  }

  /** What each column comes from; none where the plans can't be made now. */
  private SortedMap<String, SortedSet<Edge>> origins(DatasetContract target) {
    SortedMap<String, SortedSet<Edge>> origins = new TreeMap<>();
    try {
      for (ColumnContract column : target.columns()) {
        SortedSet<Edge> edges =
            new TreeSet<>(graph.upstream(new ColumnNode(target.name(), column.name())));
        if (!edges.isEmpty()) {
          origins.put(column.name(), edges);
        }
      }
      return origins;
    } catch (CityLakeException e) {
      LOG.warn("An event of lineage lacks the columns of {}: {}", target.name(), e.getMessage());
      return new TreeMap<>();
    }
  }

  private static void input(
      LineageNode node, RunRecord run, SortedSet<TableName> tables, SortedSet<String> places) {
    if (node instanceof ColumnNode column) {
      tables.add(column.table());
    } else if (node instanceof SourceNode source && source.job().equals(run.job())) {
      places.add(source.place());
    }
  }

  /** Its facets, to put more in. */
  private ObjectNode table(ObjectNode node, TableName name) {
    node.put("namespace", namespace);
    node.put("name", name.toString());
    ObjectNode facets = node.putObject("facets");
    DatasetContract dataset = workspace.datasets().get(name);
    if (dataset != null) {
      ArrayNode fields = facet(facets, "schema", "1-1-1/SchemaDatasetFacet").putArray("fields");
      for (ColumnContract column : dataset.columns()) {
        fields
            .addObject()
            .put("name", column.name())
            .put("type", column.type().toString())
            .put("description", column.title().both());
      }
      owner(facets, "1-0-1/OwnershipDatasetFacet", dataset.owner());
      facet(facets, "documentation", "1-1-0/DocumentationDatasetFacet")
          .put("description", dataset.title().both());
    }
    return facets;
  }

  private ObjectNode source(ObjectNode node, String place) {
    node.put("namespace", sources());
    node.put("name", place);
    return node;
  }

  private String sources() {
    return namespace + ".source";
  }

  /** How what came in met the rules of the contract. */
  private static void quality(ObjectNode input, RunRecord run, DatasetContract target) {
    if (run.ended() == null) {
      return;
    }
    ObjectNode facets = input.putObject("inputFacets");
    ObjectNode metrics =
        facet(facets, "dataQualityMetrics", "1-0-2/DataQualityMetricsInputDatasetFacet");
    metrics.put("rowCount", run.tally().read());
    metrics.putObject("columnMetrics");
    ArrayNode assertions =
        facet(facets, "dataQualityAssertions", "1-0-1/DataQualityAssertionsDatasetFacet")
            .putArray("assertions");
    for (ColumnContract column : target.columns()) {
      if (column.required()) {
        assertion(assertions, column.name(), "required", run);
      }
      for (Rule rule : column.rules()) {
        assertion(assertions, column.name(), rule.name(), run);
      }
    }
  }

  private static void assertion(ArrayNode all, String column, String rule, RunRecord run) {
    boolean broken =
        run.tally().reasons().containsKey(column + ":" + rule)
            || run.tally().warnings().containsKey(column + ":" + rule);
    all.addObject().put("assertion", rule).put("success", !broken).put("column", column);
  }

  private void columns(ObjectNode facet, SortedMap<String, SortedSet<Edge>> origins) {
    ObjectNode fields = facet.putObject("fields");
    origins.forEach(
        (column, edges) -> {
          ArrayNode inputs = fields.putObject(column).putArray("inputFields");
          edges.forEach(edge -> field(inputs, edge));
        });
  }

  private void field(ArrayNode inputs, Edge edge) {
    ObjectNode field;
    if (edge.other() instanceof ColumnNode column) {
      field = inputs.addObject();
      field.put("namespace", namespace);
      field.put("name", column.table().toString());
      field.put("field", column.column());
    } else if (edge.other() instanceof SourceNode source) {
      field = source(inputs.addObject(), source.place());
      field.put("field", source.name());
    } else {
      return;
    }
    field
        .putArray("transformations")
        .addObject()
        .put("type", edge.kind() == Kind.VALUE ? "DIRECT" : "INDIRECT");
  }

  private static void owner(ObjectNode facets, String schema, String owner) {
    facet(facets, "ownership", schema).putArray("owners").addObject().put("name", owner);
  }

  private static ObjectNode facet(ObjectNode facets, String name, String schema) {
    ObjectNode facet = facets.putObject(name);
    facet.put("_producer", PRODUCER);
    String type = schema.substring(schema.indexOf('/') + 1);
    facet.put("_schemaURL", FACETS + schema + ".json#/$defs/" + type);
    return facet;
  }
}
