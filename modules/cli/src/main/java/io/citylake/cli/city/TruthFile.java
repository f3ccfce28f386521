package io.citylake.cli.city;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.city.CityTruth;
import io.citylake.city.JobTruth;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads the truth that the generator left beside the sources. */
public final class TruthFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FINDINGS = "findings";

  private TruthFile() {}

  /**
   * Reads {@code truth.json} of a landing directory.
   *
   * @throws CityLakeException USAGE where there is none, or another file of that name
   */
  public static CityTruth read(Path landing) {
    Path file = landing.resolve(CityTruth.FILE);
    if (!Files.isRegularFile(file)) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot reconcile: no whole generated city there; run citylake generate first, again where it was ended half-way, or name its directory with --landing (file=%s)"
              .formatted(file));
    }
    try {
      return truth(JSON.readTree(Files.readAllBytes(file)));
    } catch (IOException | RuntimeException e) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot reconcile: the file isn't what the generator writes; make the city again (file=%s)"
              .formatted(file),
          e);
    }
  }

  private static CityTruth truth(JsonNode root) {
    List<JobTruth> jobs = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : root.properties()) {
      if (!each.getKey().equals(FINDINGS)) {
        jobs.add(job(each.getKey(), each.getValue()));
      }
    }
    SortedMap<String, SortedMap<String, String>> findings = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : root.path(FINDINGS).properties()) {
      findings.put(each.getKey(), values(each.getValue(), JsonNode::asText));
    }
    return new CityTruth(jobs, findings);
  }

  private static JobTruth job(String name, JsonNode node) {
    List<String> files = new ArrayList<>();
    node.path("files").forEach(file -> files.add(file.asText()));
    return new JobTruth(
        name,
        files,
        node.path("records").asLong(),
        node.path("accepted").asLong(),
        node.path("duplicates").asLong(),
        node.path("skipped").asLong(),
        node.path("warned").asLong(),
        node.path("rows").asLong(),
        values(node.path("reasons"), JsonNode::asLong),
        values(node.path("warnings"), JsonNode::asLong),
        values(node.path("sums"), value -> new BigDecimal(value.asText())),
        values(node.path("remarks"), JsonNode::asLong));
  }

  private static <V> SortedMap<String, V> values(JsonNode node, Function<JsonNode, V> value) {
    SortedMap<String, V> values = new TreeMap<>();
    node.properties().forEach(each -> values.put(each.getKey(), value.apply(each.getValue())));
    return values;
  }
}
