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
    fix(id, values, Map.of(), by);
  }

  /**
   * The same, unless somebody else has changed it since it was looked at.
   *
   * @param seen source name to the text that was seen, empty for none; of any fields
   * @throws CityLakeException USAGE where a text is another by now, QUARANTINE_ROW_NOT_FOUND where
   *     the row isn't open any more
   */
  public void fix(String id, Map<String, String> values, Map<String, String> seen, String by) {
    identity.check();
    String arrived = String.valueOf(loadOpen(id).raw());
    fixes.change(
        id,
        by,
        clock.instant(),
        earlier -> {
          ObjectNode present = objectOf(id, earlier.orElse(arrived));
          seen.forEach((name, text) -> requireSame(id, name, text, present));
          return fixed(id, present, values);
        });
    // Who resolved it meanwhile took what was there before.
    loadOpen(id);
  }

  private static void requireSame(String id, String name, String seen, ObjectNode present) {
    JsonNode now = present.path(name);
    String text =
        now.isMissingNode() || now.isNull()
            ? ""
            : now.isTextual() ? now.textValue() : now.toString();
    if (!text.equals(seen)) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot fix row %s: somebody has corrected its field '%s' meanwhile; look at it again"
              .formatted(id, name));
    }
  }

  private static String fixed(String id, ObjectNode present, Map<String, String> values) {
    ObjectNode fixed = present.deepCopy();
    boolean unsplit = fixed.has("_text");
    for (Map.Entry<String, String> value : values.entrySet()) {
      if (!unsplit && !fixed.has(value.getKey())) {
        throw unknownName(id, value.getKey(), fixed);
      }
      fixed.put(value.getKey(), value.getValue());
    }
    fixed.remove("_text");
    fixed.remove("_extra");
    return fixed.toString();
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
