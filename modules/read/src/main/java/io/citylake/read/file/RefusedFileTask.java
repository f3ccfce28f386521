package io.citylake.read.file;

import io.citylake.model.RawRow;
import io.citylake.model.RowOrigin;
import io.citylake.read.record.RawText;
import io.citylake.read.record.RecordCursor;
import io.citylake.read.record.RecordTask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file that cannot be read, as one refused record: its rows are in it, whatever they are. */
record RefusedFileTask(RowOrigin origin, String reason) implements RecordTask {
  @Override
  public long bytes() {
    return 0;
  }

  @Override
  public RecordCursor open() {
    return new Whole(origin, reason);
  }

  private static final class Whole implements RecordCursor, RawRow {
    private final RowOrigin origin;
    private final String reason;
    private boolean given;

    Whole(RowOrigin origin, String reason) {
      this.origin = origin;
      this.reason = reason;
    }

    @Override
    public boolean next() {
      boolean first = !given;
      given = true;
      return first;
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
    public List<String> names() {
      return List.of();
    }

    @Override
    public int width() {
      return 0;
    }

    @Override
    public @Nullable String value(int index) {
      return null;
    }

    @Override
    public long place() {
      return 1;
    }

    @Override
    public String malformed() {
      return "the file cannot be read: " + reason;
    }

    @Override
    public String raw() {
      return new RawText().put("_text", "the whole file").close();
    }

    @Override
    public void close() {}
  }
}
