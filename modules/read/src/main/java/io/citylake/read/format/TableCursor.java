package io.citylake.read.format;

import io.citylake.contract.job.SourceSpec.Header;
import io.citylake.contract.job.SourceSpec.Ragged;
import io.citylake.model.RawRow;
import io.citylake.model.RowOrigin;
import io.citylake.read.record.RawText;
import io.citylake.read.record.RecordCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Records of a table of cells: below a header, with skipped lines and ragged rows told apart. */
final class TableCursor implements RecordCursor, RawRow {
  private final CellSource cells;
  private final RowOrigin origin;
  private final TableShape shape;
  private final @Nullable HeaderText header;
  private final List<String> names;
  private final List<Long> passed;
  private int preamble;
  private long place;
  private boolean skipped;
  private @Nullable String malformed;

  private TableCursor(
      CellSource cells,
      RowOrigin origin,
      TableShape shape,
      @Nullable HeaderText header,
      List<Long> passed) {
    this.cells = cells;
    this.origin = origin;
    this.shape = shape;
    this.header = header;
    this.names = header == null ? List.of() : header.names();
    this.passed = passed;
  }

  /** Finds the header, unless the shape has it already. */
  static TableCursor open(CellSource cells, RowOrigin origin, TableShape shape) throws IOException {
    List<Long> passed = new ArrayList<>();
    HeaderText header =
        shape.header() != null ? shape.header() : shape.search(origin.source()).find(cells, passed);
    return new TableCursor(cells, origin, shape, header, passed);
  }

  /**
   * What is to be known of a table.
   *
   * @param header where it is known already, as for a split in the middle of a file
   * @param unpivot what the names of the columns match that become records
   * @param made names that the records get in their place
   */
  record TableShape(
      RequestedFields wanted,
      Header look,
      @Nullable HeaderText header,
      List<Pattern> skip,
      Ragged ragged,
      @Nullable Pattern unpivot,
      List<String> made) {

    HeaderText.Search search(String source) {
      return new HeaderText.Search(source, wanted, look, unpivot, made);
    }
  }

  @Override
  public boolean next() throws IOException {
    // Titles above the header are lines of the file too: they come out as skipped.
    if (preamble < passed.size()) {
      place = passed.get(preamble++);
      skipped = true;
      malformed = null;
      return true;
    }
    if (!cells.next()) {
      return false;
    }
    place = cells.place();
    skipped = false;
    malformed = cells.fault();
    if (malformed == null) {
      if (isNoRecord()) {
        skipped = true;
      } else {
        malformed = raggedness();
        malformed = malformed == null ? cellFault() : malformed;
      }
    }
    return true;
  }

  private @Nullable String cellFault() {
    for (int i = 0; i < Math.min(cells.width(), names.size()); i++) {
      String fault = cells.fault(i);
      if (fault != null && isMapped(names.get(i))) {
        return names.get(i) + ": " + fault;
      }
    }
    return null;
  }

  private boolean isMapped(String name) {
    Pattern unpivot = shape.unpivot();
    return shape.wanted().names().contains(name)
        || (unpivot != null && unpivot.matcher(name).find());
  }

  private boolean isNoRecord() {
    if (cells.blank() || (header != null && header.repeats(cells))) {
      return true;
    }
    if (shape.skip().isEmpty()) {
      return false;
    }
    String first = firstText();
    return shape.skip().stream().anyMatch(pattern -> pattern.matcher(first).find());
  }

  private String firstText() {
    for (int i = 0; i < cells.width(); i++) {
      String text = cells.value(i);
      if (text != null && !text.isBlank()) {
        return text.strip();
      }
    }
    return "";
  }

  private @Nullable String raggedness() {
    int width = cells.width();
    if (width == names.size()) {
      return null;
    }
    boolean tolerated =
        switch (shape.ragged()) {
          case REFUSE -> false;
          case PAD -> width < names.size();
          case TRIM -> width < names.size() || surplusIsEmpty();
        };
    return tolerated
        ? null
        : "the record has %d fields where the header has %d".formatted(width, names.size());
  }

  private boolean surplusIsEmpty() {
    for (int i = names.size(); i < cells.width(); i++) {
      String text = cells.value(i);
      if (text != null && !text.isBlank()) {
        return false;
      }
    }
    return true;
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
  public boolean skipped() {
    return skipped;
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public int width() {
    return cells.width();
  }

  @Override
  public @Nullable String value(int index) {
    return index < cells.width() ? cells.value(index) : null;
  }

  @Override
  public long place() {
    return place;
  }

  @Override
  public @Nullable String malformed() {
    return malformed;
  }

  @Override
  public String raw() {
    RawText json = new RawText();
    int width = cells.width();
    if (cells.fault() != null) {
      return json.put("_text", cells.text()).close();
    }
    for (int i = 0; i < names.size(); i++) {
      json.put(names.get(i), value(i));
    }
    if (malformed != null || width > names.size()) {
      // Also empty for a short record: values may have moved, so that a replay must refuse it
      // again.
      List<String> extra = new ArrayList<>();
      for (int i = names.size(); i < width; i++) {
        String text = cells.value(i);
        extra.add(text == null ? "" : text);
      }
      json.putAll("_extra", extra);
    }
    return json.close();
  }

  @Override
  public void close() throws IOException {
    cells.close();
  }
}
