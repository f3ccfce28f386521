package io.citylake.read.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.citylake.contract.job.KafkaNames;
import io.citylake.model.RawRow;
import io.citylake.model.RowOrigin;
import io.citylake.read.format.JsonValue.Fields;
import io.citylake.read.record.RecordCursor;
import io.citylake.read.record.RecordLimits;
import io.citylake.read.record.RecordTask;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Quarantined rows that go through their job again.
 *
 * @param wanted names that are picked from a kept {@code _element} where the row has them not
 */
public record ReplayTask(List<Kept> rows, RequestedFields wanted) implements RecordTask {
  private static final String TEXT = "_text";
  private static final String EXTRA = "_extra";
  private static final String ELEMENT = "_element";

  public ReplayTask {
    rows = new ArrayList<>(rows);
  }

  /** A row as its quarantine table has it. */
  public record Kept(
      String id, String source, long place, String raw, String fingerprint, int attempt)
      implements Serializable {}

  @Override
  public long bytes() {
    return rows.stream().mapToLong(row -> row.raw().length()).sum();
  }

  @Override
  public RecordCursor open() {
    return new Cursor(rows.iterator(), wanted.names());
  }

  private static final class Cursor implements RecordCursor, RawRow {
    private final JsonFactory factory =
        JsonTree.factory(new RecordLimits(1 << 30, Integer.MAX_VALUE));
    private final Iterator<Kept> rows;
    private final List<String> wanted;
    private Kept current = new Kept("", "", 0, "{}", "", 1);
    private RowOrigin origin = new RowOrigin("", "", "");
    private Retry retry = new Retry("", 1);
    private List<String> names = List.of();
    private List<@Nullable String> values = List.of();
    private @Nullable String malformed;

    Cursor(Iterator<Kept> rows, List<String> wanted) {
      this.rows = rows;
      this.wanted = wanted;
    }

    @Override
    public boolean next() throws IOException {
      if (!rows.hasNext()) {
        return false;
      }
      current = rows.next();
      origin = new RowOrigin(current.source(), current.fingerprint(), current.source());
      retry = new Retry(current.id(), current.attempt());
      names = new ArrayList<>();
      values = new ArrayList<>();
      malformed = read(current.raw());
      return true;
    }

    private @Nullable String read(String raw) throws IOException {
      try (JsonParser parser = factory.createParser(raw)) {
        parser.nextToken();
        if (parser.currentToken() == null
            || !(JsonTree.value(parser) instanceof Fields fields)
            || parser.nextToken() != null) {
          return "the kept row is not one JSON object";
        }
        return read(fields);
      } catch (JsonProcessingException e) {
        return "the kept row is not JSON: " + e.getOriginalMessage();
      }
    }

    private @Nullable String read(Fields fields) {
      for (Map.Entry<String, JsonValue> entry : fields.values().entrySet()) {
        switch (entry.getKey()) {
          case TEXT, EXTRA, ELEMENT, MessageHead.KEPT -> {}
          default -> add(entry.getKey(), entry.getValue());
        }
      }
      JsonValue element = fields.values().get(ELEMENT);
      JsonValue head = fields.values().get(MessageHead.KEPT);
      for (String name : wanted) {
        if (head != null && KafkaNames.isOne(name) && !names.contains(name)) {
          add(name, head.at(name.substring(KafkaNames.PREFIX.length())));
        } else if (element != null && !names.contains(name)) {
          add(name, name.startsWith("$.") ? null : element.at(name));
        }
      }
      if (fields.values().containsKey(TEXT)) {
        return "the record was not split into names and values: write them and take _text away";
      }
      if (fields.values().containsKey(EXTRA)) {
        return "the record had more or fewer fields than the header: put its values under the right names and take _extra away";
      }
      return fields.fault();
    }

    private void add(String name, @Nullable JsonValue value) {
      names.add(name);
      values.add(value == null ? null : value.text());
    }

    @Override
    public RawRow row() {
      return this;
    }

    @Override
    public RowOrigin origin() {
      return origin;
    }

    @Override
    public Retry retry() {
      return retry;
    }

    @Override
    public List<String> names() {
      return names;
    }

    @Override
    public int width() {
      return values.size();
    }

    @Override
    public @Nullable String value(int index) {
      return values.get(index);
    }

    @Override
    public long place() {
      return current.place();
    }

    @Override
    public @Nullable String malformed() {
      return malformed;
    }

    @Override
    public String raw() {
      return current.raw();
    }

    @Override
    public void close() {}
  }
}
