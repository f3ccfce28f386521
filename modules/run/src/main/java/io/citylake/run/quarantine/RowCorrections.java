package io.citylake.run.quarantine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citylake.contract.Suggestion;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.catalog.WorkspaceIdentity;
import io.citylake.lake.history.CorrectionStore;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.publish.quarantine.QuarantineQuery;
import io.citylake.publish.quarantine.QuarantineReader;
import io.citylake.publish.quarantine.QuarantinedRow;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Corrected texts for refused rows, which wait beside them to be replayed. Needs no Spark. */
public final class RowCorrections {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final WorkspaceIdentity identity;
  private final Clock clock;
  private final QuarantineReader reader;
  private final CorrectionStore fixes;

  public RowCorrections(Lake lake, Clock clock) {
    this.identity = new WorkspaceIdentity(lake);
    this.clock = clock;
    this.reader = new QuarantineReader(lake);
    this.fixes = new CorrectionStore(lake.database());
  }

  /**
   * Keeps a corrected text for an open row; the row itself stays as it arrived.
   *
   * @param values source name to new text
   */
  public void fix(String id, Map<String, String> values, String by) {
    identity.check();
    QuarantinedRow row = loadOpen(id);
    String present = fixes.find(List.of(id)).getOrDefault(id, String.valueOf(row.raw()));
    ObjectNode fixed = objectOf(id, present);
    boolean unsplit = fixed.has("_text");
    for (Map.Entry<String, String> value : values.entrySet()) {
      if (!unsplit && !fixed.has(value.getKey())) {
        throw unknownName(id, value.getKey(), fixed);
      }
      fixed.put(value.getKey(), value.getValue());
    }
    fixed.remove("_text");
    fixed.remove("_extra");
    fixes.put(id, fixed.toString(), by, clock.instant());
  }

  private QuarantinedRow loadOpen(String id) {
    return reader.list(QuarantineQuery.open().withIds(List.of(id)).withLimit(1)).stream()
        .findFirst()
        .orElseThrow(() -> QuarantineService.notOpen(id));
  }

  private static CityLakeException unknownName(String id, String name, ObjectNode row) {
    List<String> names = new ArrayList<>();
    for (Iterator<String> each = row.fieldNames(); each.hasNext(); ) {
      names.add(each.next());
    }
    String hint =
        Suggestion.nearest(name, names)
            .map(nearest -> "; did you mean " + nearest + "?")
            .orElse("; it has " + names);
    return new CityLakeException(
        ErrorCode.USAGE, "Cannot fix row %s: it has no field '%s'%s".formatted(id, name, hint));
  }

  private static ObjectNode objectOf(String id, String raw) {
    try {
      JsonNode node = JSON.readTree(raw);
      if (node instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new CityLakeException(
          ErrorCode.INTERNAL,
          "Cannot read quarantined row %s: its text is no JSON".formatted(id),
          e);
    }
    throw new CityLakeException(
        ErrorCode.INTERNAL,
        "Cannot read quarantined row %s: its text is no JSON object".formatted(id));
  }
}
