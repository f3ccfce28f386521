package io.citylake.read.format;

import io.citylake.contract.job.SourceSpec.Caps;
import io.citylake.model.RawRow;
import io.citylake.model.RowOrigin;
import io.citylake.read.format.JsonValue.Nothing;
import io.citylake.read.record.RawText;
import io.citylake.read.record.RecordCursor;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a Parquet file as text. Names are those of the top-level fields, then the dotted paths
 * into them that the job maps. A row's place is its ordinal in the file.
 */
final class ParquetCursor implements RecordCursor, RawRow {
  private final ParquetReader<Group> reader;
  private final RowOrigin origin;
  private final List<String> names;
  private final int fields;
  private final @Nullable JsonValue[] values;
  private @Nullable String malformed;
  private long place;

  private ParquetCursor(
      ParquetReader<Group> reader, RowOrigin origin, List<String> names, int fields) {
    this.reader = reader;
    this.origin = origin;
    this.names = List.copyOf(names);
    this.fields = fields;
    this.values = new @Nullable JsonValue[names.size()];
  }

  static ParquetCursor open(Path file, RowOrigin origin, List<String> wanted, Caps caps)
      throws IOException {
    try {
      ParquetPages.check(file, caps);
      return open(file, origin, wanted);
    } catch (OutOfMemoryError | StackOverflowError e) {
      throw tooMuch(e);
    }
  }

  /**
   * What a page holds once it is unfolded may still declare arrays of any size, such as the count
   * of a delta encoding. One request that is too large leaves the heap as it was.
   */
  private static IOException tooMuch(VirtualMachineError e) {
    return new IOException("a page declares more than fits into memory", e);
  }

  private static ParquetCursor open(Path file, RowOrigin origin, List<String> wanted)
      throws IOException {
    InputFile input = new LocalInputFile(file);
    MessageType schema;
    try (ParquetFileReader footer = ParquetFileReader.open(input)) {
      schema = footer.getFileMetaData().getSchema();
    }
    List<String> names = new ArrayList<>();
    schema.getFields().forEach(field -> names.add(field.getName()));
    int fields = names.size();
    Set<String> known = new HashSet<>();
    for (String name : names) {
      if (!known.add(name)) {
        throw new IOException("two of its columns have one name (name=" + name + ")");
      }
    }
    for (String name : wanted) {
      int dot = name.indexOf('.');
      if (dot > 0 && !names.contains(name) && names.contains(name.substring(0, dot))) {
        names.add(name);
      }
    }
    // A page that says what its bytes add up to is held to it.
    ParquetReader<Group> reader = new Groups(input).usePageChecksumVerification().build();
    return new ParquetCursor(reader, origin, names, fields);
  }

  private static final class Groups extends ParquetReader.Builder<Group> {
    Groups(InputFile file) {
      super(file);
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }

  @Override
  public boolean next() throws IOException {
    try {
      return advance();
    } catch (OutOfMemoryError | StackOverflowError e) {
      throw tooMuch(e);
    } catch (IOException | RuntimeException e) {
      // The decoders say so in as many ways as there are broken bytes.
      throw new IOException("a page cannot be decoded: " + reason(e), e);
    }
  }

  private static String reason(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    if (deepest instanceof EOFException) {
      return "it ends before its values do";
    }
    return deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
  }

  private boolean advance() throws IOException {
    Group group = reader.read();
    if (group == null) {
      return false;
    }
    place++;
    malformed = null;
    for (int i = 0; i < fields; i++) {
      JsonValue value = ParquetValue.of(group, i);
      values[i] = value;
      malformed = malformed == null ? value.fault() : malformed;
    }
    for (int i = fields; i < values.length; i++) {
      String name = names.get(i);
      int dot = name.indexOf('.');
      JsonValue parent = values[names.indexOf(name.substring(0, dot))];
      values[i] = parent == null ? null : parent.at(name.substring(dot + 1));
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
  public List<String> names() {
    return names;
  }

  @Override
  public int width() {
    return values.length;
  }

  @Override
  public @Nullable String value(int index) {
    JsonValue value = values[index];
    return value == null || value == Nothing.NOTHING ? null : value.text();
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
    for (int i = 0; i < values.length; i++) {
      json.put(names.get(i), value(i));
    }
    // Bytes that are no text are printed as such, so that a replay must refuse them again.
    return malformed == null ? json.close() : json.put("_text", malformed).close();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
