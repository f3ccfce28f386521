package io.citylake.read.format;

import io.citylake.contract.job.SourceSpec.Caps;
import io.citylake.contract.job.SourceSpec.Csv;
import io.citylake.contract.job.SourceSpec.Excel;
import io.citylake.contract.job.SourceSpec.FileFormat;
import io.citylake.contract.job.SourceSpec.Header;
import io.citylake.contract.job.SourceSpec.Json;
import io.citylake.contract.job.SourceSpec.Parquet;
import io.citylake.contract.job.SourceSpec.Ragged;
import io.citylake.contract.job.SourceSpec.Unpivot;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.RowOrigin;
import io.citylake.read.format.TableCursor.TableShape;
import io.citylake.read.record.RecordCursor;
import io.citylake.read.record.RecordLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the bytes of one job's files become records.
 *
 * @param wanted the names that the job maps
 */
public record FormatTask(FileFormat format, RequestedFields wanted, Caps caps)
    implements Serializable {

  /** Whether the content is read as a stream of text; otherwise it needs a seekable file. */
  public boolean isText() {
    return format instanceof Csv || format instanceof Json;
  }

  /** Whether the format itself is a zip, which may unfold to anything. */
  public boolean isZipped() {
    return format instanceof Excel;
  }

  /** Whether a line end always ends a record, whatever the file holds. */
  public boolean endsRecordsAtLines() {
    return format instanceof Csv csv ? !csv.multiLine() || csv.quote().isEmpty() : isLines();
  }

  /**
   * The quote byte that could hide a line end inside a record; -1 where none can, or where the
   * format has to be read in one go anyway.
   */
  public int hidingByte() {
    return format instanceof Csv csv && !csv.quote().isEmpty() && csv.quote().charAt(0) < 128
        ? csv.quote().charAt(0)
        : -1;
  }

  /** Whether files may be cut at line ends at all. */
  public boolean isSplittable() {
    return format instanceof Csv || isLines();
  }

  private boolean isLines() {
    return format instanceof Json json && json.lines();
  }

  /** The encoding by which a file with this head is read. */
  public Charset charset(byte[] head, int length) {
    return StrictDecoder.Mark.of(head, length, StrictDecoder.named(encoding())).charset();
  }

  private String encoding() {
    if (format instanceof Csv csv) {
      return csv.encoding();
    }
    return format instanceof Json json ? json.encoding() : "utf-8";
  }

  /** What the first bytes of a content say of its records. */
  public enum Holding {
    /** There are some, or nobody knows yet. */
    RECORDS,
    /** There is none: below a header, or in an empty array. */
    NO_RECORD,
    /** There is not even a byte, in a format that has neither header nor container. */
    NOTHING
  }

  /**
   * Looks at the first bytes of a content, so that a file of another kind or under another header
   * is known before anything is read of it.
   *
   * @param whole whether that is all there is
   * @throws CityLakeException SOURCE_UNREADABLE where it is of another kind, or where nothing is in
   *     it though a header or a container has to be; SOURCE_HEADER_MISSING
   */
  public Holding verify(byte[] head, int length, boolean whole, String source) throws IOException {
    Optional<String> kind =
        FileKinds.foreign(format, StrictDecoder.named(encoding()), head, length);
    if (kind.isPresent()) {
      throw new CityLakeException(
          ErrorCode.SOURCE_UNREADABLE, "Cannot read %s: it is %s".formatted(source, kind.get()));
    }
    if (!isText()) {
      if (length == 0) {
        throw empty(source, isZipped() ? "a workbook" : "a Parquet file");
      }
      return Holding.RECORDS;
    }
    if (!whole) {
      return Holding.RECORDS;
    }
    SplitRange all = SplitRange.whole(new RowOrigin(source, "", source));
    try (RecordCursor cursor = open(new ByteArrayInputStream(head, 0, length), all)) {
      boolean any = format instanceof Json ? requireNames(cursor, source) : hasRecord(cursor);
      return any ? Holding.RECORDS : length == 0 ? Holding.NOTHING : Holding.NO_RECORD;
    }
  }

  /**
   * Of a file without any content, which says nothing of whether there was anything to send.
   *
   * @param expected what has to be there even without a record
   */
  static CityLakeException empty(String source, String expected) {
    return new CityLakeException(
        ErrorCode.SOURCE_UNREADABLE,
        "Cannot read %s: it is empty, where %s was expected, as an export leaves it that failed; have it sent again"
            .formatted(source, expected));
  }

  /** Whether a record comes, refused or not. */
  public static boolean hasRecord(RecordCursor cursor) throws IOException {
    while (cursor.next()) {
      if (!cursor.skipped()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reads until each name that the job needs was met in a record, to the end at most.
   *
   * @return whether there is any record
   * @throws CityLakeException SOURCE_HEADER_MISSING where one of them is nowhere
   */
  public static boolean requireNames(RecordCursor cursor, String source) throws IOException {
    boolean any = false;
    while (cursor.next()) {
      any = true;
      if (cursor.missing().isEmpty()) {
        return true;
      }
    }
    if (any && !cursor.missing().isEmpty()) {
      throw new CityLakeException(
          ErrorCode.SOURCE_HEADER_MISSING,
          "Cannot read %s: no record of it has %s, which the job maps; correct the job's names, or say optional: true"
              .formatted(source, String.join(", ", cursor.missing())));
    }
    return any;
  }

  /**
   * Requires that the path of a file holds what the job takes from it.
   *
   * @throws CityLakeException SOURCE_HEADER_MISSING
   */
  public void verifyPath(String path, String source) {
    for (String pattern : wanted.paths()) {
      if (!Pattern.compile(pattern).matcher(path).find()) {
        throw new CityLakeException(
            ErrorCode.SOURCE_HEADER_MISSING,
            "Cannot read %s: its path doesn't match a path-match of the job (path-match=%s)"
                .formatted(source, pattern));
      }
    }
  }

  /** Reads the head of a file, so that its later parts can be read without it. */
  public SplitRange.Middle middle(InputStream content, String source) throws IOException {
    try (StrictDecoder decoder = StrictDecoder.open(content, encoding())) {
      String charset = decoder.charset().name();
      if (!(format instanceof Csv csv)) {
        return new SplitRange.Middle(charset, null);
      }
      if (!csv.header().present()) {
        return new SplitRange.Middle(charset, HeaderText.given(csv.columns()));
      }
      CsvParser parser = new CsvParser(decoder, Dialect.of(csv), RecordLimits.of(caps), 1);
      HeaderText header = shape(csv, null).search(source).find(parser, new ArrayList<>());
      return new SplitRange.Middle(charset, header);
    }
  }

  /** Opens text; the cursor closes the stream, also when opening fails. */
  public RecordCursor open(InputStream content, SplitRange stretch) throws IOException {
    try {
      SplitRange.Middle middle = stretch.middle();
      StrictDecoder decoder =
          middle == null
              ? StrictDecoder.open(content, encoding())
              : StrictDecoder.openAt(content, Charset.forName(middle.charset()));
      return format instanceof Csv csv
          ? csv(csv, decoder, stretch)
          : JsonCursors.open((Json) format, wanted, RecordLimits.of(caps), decoder, stretch);
    } catch (IOException | RuntimeException e) {
      content.close();
      throw e;
    }
  }

  private RecordCursor csv(Csv csv, StrictDecoder decoder, SplitRange stretch) throws IOException {
    CsvParser parser =
        new CsvParser(decoder, Dialect.of(csv), RecordLimits.of(caps), stretch.firstLine());
    SplitRange.Middle middle = stretch.middle();
    HeaderText header = middle == null ? null : middle.header();
    if (header == null && !csv.header().present()) {
      header = HeaderText.given(csv.columns());
    }
    return unpivoted(TableCursor.open(parser, stretch.origin(), shape(csv, header)), csv.unpivot());
  }

  /** Opens a seekable file. */
  public RecordCursor open(Path file, RowOrigin origin) throws IOException {
    if (format instanceof Excel excel) {
      HeaderText header = excel.header().present() ? null : HeaderText.given(excel.columns());
      TableShape shape =
          shape(excel.header(), header, excel.skipRows(), Ragged.TRIM, excel.unpivot());
      return unpivoted(
          TableCursor.open(
              ExcelRows.open(file, excel, origin.source(), RecordLimits.of(caps)), origin, shape),
          excel.unpivot());
    }
    if (format instanceof Parquet) {
      return ParquetCursor.open(file, origin, wanted.names(), caps);
    }
    throw new IllegalStateException("Not a seekable format: " + format);
  }

  private TableShape shape(Csv csv, @Nullable HeaderText header) {
    return shape(csv.header(), header, csv.skipRows(), csv.ragged(), csv.unpivot());
  }

  private TableShape shape(
      Header look,
      @Nullable HeaderText header,
      List<String> skip,
      Ragged ragged,
      @Nullable Unpivot unpivot) {
    List<String> made = unpivot == null ? List.of() : List.of(unpivot.name(), unpivot.value());
    return new TableShape(
        wanted.without(made),
        look,
        header,
        skip.stream().map(Pattern::compile).toList(),
        ragged,
        unpivot == null ? null : Pattern.compile(unpivot.columns()),
        made);
  }

  private static RecordCursor unpivoted(RecordCursor cursor, @Nullable Unpivot unpivot) {
    return unpivot == null ? cursor : new UnpivotCursor(cursor, unpivot);
  }
}
