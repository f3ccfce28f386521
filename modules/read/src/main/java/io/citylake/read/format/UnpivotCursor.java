package io.citylake.read.format;

import io.citylake.contract.job.SourceSpec.Unpivot;
import io.citylake.model.RawRow;
import io.citylake.model.RowOrigin;
import io.citylake.read.record.RawText;
import io.citylake.read.record.RecordCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns wide records into long ones: each column whose name matches gives a record of its own. A
 * record that is malformed or skipped stays one.
 */
final class UnpivotCursor implements RecordCursor, RawRow {
  private final RecordCursor wide;
  private final RawRow row;
  private final Pattern columns;
  private final String nameColumn;
  private final String valueColumn;
  private List<String> header = List.of();
  private List<String> names = List.of();
  private int[] kept = {};
  private int[] melted = {};
  private String[] labels = {};
  private int turn;

  UnpivotCursor(RecordCursor wide, Unpivot unpivot) {
    this.wide = wide;
    this.row = wide.row();
    this.columns = Pattern.compile(unpivot.columns());
    this.nameColumn = unpivot.name();
    this.valueColumn = unpivot.value();
    split(row.names());
    this.turn = melted.length;
  }

  private void split(List<String> found) {
    header = found;
    List<Integer> plain = new ArrayList<>();
    List<Integer> matching = new ArrayList<>();
    List<String> wideNames = new ArrayList<>();
    List<String> longNames = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      Matcher matcher = columns.matcher(found.get(i));
      if (matcher.find()) {
        matching.add(i);
        String group = matcher.groupCount() > 0 ? matcher.group(1) : null;
        wideNames.add(group == null ? found.get(i) : group);
      } else {
        plain.add(i);
        longNames.add(found.get(i));
      }
    }
    longNames.add(nameColumn);
    longNames.add(valueColumn);
    kept = plain.stream().mapToInt(Integer::intValue).toArray();
    melted = matching.stream().mapToInt(Integer::intValue).toArray();
    labels = wideNames.toArray(String[]::new);
    names = List.copyOf(longNames);
  }

  @Override
  public boolean next() throws IOException {
    if (++turn < melted.length && !whole()) {
      return true;
    }
    if (!wide.next()) {
      return false;
    }
    if (row.names() != header) {
      split(row.names());
    }
    turn = 0;
    return true;
  }

  private boolean whole() {
    return wide.skipped() || row.malformed() != null;
  }

  @Override
  public RawRow row() {
    return this;
  }

  @Override
  public RowOrigin origin() {
    return wide.origin();
  }

  @Override
  public boolean skipped() {
    return wide.skipped();
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public int width() {
    return names.size();
  }

  @Override
  public @Nullable String value(int index) {
    if (index < kept.length) {
      return row.value(kept[index]);
    }
    return index == kept.length ? labels[turn] : row.value(melted[turn]);
  }

  @Override
  public long place() {
    return wide.row().place();
  }

  @Override
  public @Nullable String malformed() {
    return row.malformed();
  }

  @Override
  public String raw() {
    if (row.malformed() != null) {
      return row.raw();
    }
    RawText json = new RawText();
    for (int i = 0; i < names.size(); i++) {
      json.put(names.get(i), value(i));
    }
    return json.close();
  }

  @Override
  public void close() throws IOException {
    wide.close();
  }
}
