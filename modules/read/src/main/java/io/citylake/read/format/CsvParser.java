package io.citylake.read.format;

import io.citylake.read.record.RecordLimits;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Splits text into records and fields by RFC 4180, with three promises that the parsers of the
 * registry do not make together: each record knows the physical line that it starts on; one that is
 * wrongly quoted or too long costs only its own first line, reading goes on with the next, so that
 * a stray quote never swallows the rest of a file; and no quote crosses a line where the dialect
 * says so.
 *
 * <p>Fields stay in the read buffer until somebody asks for them, so that a column that no job maps
 * costs nothing. LF, CR LF and CR end a line; wholly empty lines are passed over.
 */
final class CsvParser implements CellSource {
  private static final int CAPACITY = 1 << 16;
  private static final int KEPT_OF_OVERLONG = 1 << 16;
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final byte PLAIN = 0;
  private static final byte QUOTED = 1;
  private static final byte ESCAPED = 2;
  private static final byte MENDED = 3;

  private final StrictDecoder in;
  private final int delimiter;
  private final int quote;
  private final int escape;
  private final boolean multiLine;
  private final RecordLimits limits;

  private char[] buffer = new char[CAPACITY];
  private int limit;
  private int pos;
  private boolean ended;
  private boolean overlong;

  // The current record: where it starts in the buffer; all else is relative to that, because the
  // buffer moves while a record is being read.
  private int start;
  private int length;
  private long line;
  private long nextLine;
  private int breaks;
  private int width;
  private int[] from = new int[64];
  private int[] until = new int[64];
  private byte[] form = new byte[64];
  private @Nullable String fault;
  private @Nullable String cut;

  CsvParser(StrictDecoder in, Dialect dialect, RecordLimits limits, long firstLine) {
    this.in = in;
    this.delimiter = dialect.delimiter();
    this.quote = dialect.quote();
    this.escape = dialect.escape();
    this.multiLine = dialect.multiLine();
    this.limits = limits;
    this.nextLine = firstLine;
  }

  @Override
  public boolean next() throws IOException {
    start = pos;
    line = nextLine;
    width = 0;
    breaks = 0;
    fault = null;
    cut = null;
    overlong = false;
    if (!passEmptyLines()) {
      return false;
    }
    if (buffer[pos] == BYTE_ORDER_MARK) {
      // Files that were joined have one where each of them began.
      start = ++pos;
    }
    while (true) {
      field();
      if (fault != null) {
        return true;
      }
      if (!more()) {
        if (overlong) {
          refuse(tooLong());
        } else {
          length = pos - start;
          nextLine = line + breaks;
          inspect();
        }
        return true;
      }
      if (buffer[pos] != delimiter) {
        length = pos - start;
        passLineEnd();
        nextLine = line + breaks + 1;
        inspect();
        return true;
      }
      pos++;
      if (width >= limits.fields()) {
        refuse("the record has more than %d fields (caps.fields)".formatted(limits.fields()));
        return true;
      }
    }
  }

  /** Makes {@code buffer[pos]} readable; not at the end of the input and of the room. */
  private boolean more() throws IOException {
    if (pos < limit) {
      return true;
    }
    if (ended || overlong) {
      return false;
    }
    if (pos - start >= limits.characters()) {
      overlong = true;
      return false;
    }
    makeRoom();
    int read = in.read(buffer, limit, buffer.length - limit);
    if (read < 0) {
      ended = true;
      return false;
    }
    limit += read;
    return true;
  }

  private void makeRoom() {
    if (buffer.length - limit >= StrictDecoder.LEAST_ROOM) {
      return;
    }
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, limit - start);
      pos -= start;
      limit -= start;
      start = 0;
    }
    if (limit > buffer.length / 2) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
  }

  private boolean passEmptyLines() throws IOException {
    while (more()) {
      char c = buffer[pos];
      if (c != '\n' && c != '\r') {
        return true;
      }
      passLineEnd();
      start = pos;
      line++;
    }
    nextLine = line;
    return false;
  }

  private void passLineEnd() throws IOException {
    char c = buffer[pos++];
    if (c == '\r' && more() && buffer[pos] == '\n') {
      pos++;
    }
  }

  private void field() throws IOException {
    if (quote != Dialect.NONE && more() && buffer[pos] == quote) {
      quoted();
    } else {
      plain();
    }
  }

  private void plain() throws IOException {
    int first = pos - start;
    if (passPlain()) {
      add(first, pos - start, PLAIN);
    }
  }

  /**
   * Goes to the delimiter or line end; not where the record gets too long, which is then refused.
   */
  private boolean passPlain() throws IOException {
    do {
      char[] text = buffer;
      int last = limit;
      for (int i = pos; i < last; i++) {
        char c = text[i];
        if (c == delimiter || c == '\n' || c == '\r') {
          pos = i;
          return true;
        }
      }
      pos = last;
    } while (more());
    if (overlong) {
      refuse(tooLong());
      return false;
    }
    return true;
  }

  private void quoted() throws IOException {
    int first = pos - start + 1;
    long opened = line + breaks;
    byte how = QUOTED;
    pos++;
    while (more()) {
      char c = buffer[pos];
      if (c == quote) {
        pos++;
        if (!more() || buffer[pos] != quote) {
          close(first, pos - start - 1, how, opened);
          return;
        }
        how = ESCAPED;
        pos++;
        continue;
      }
      if (c == escape) {
        how = ESCAPED;
        pos++;
        if (!more()) {
          break;
        }
        c = buffer[pos];
      }
      if (c != '\n' && c != '\r') {
        pos++;
      } else if (multiLine) {
        passLineEnd();
        breaks++;
      } else {
        refuse("the quote opened on line %d is not closed on that line".formatted(opened));
        return;
      }
    }
    refuse(
        overlong
            ? "the quote opened on line %d is not closed within %d characters (caps.record)"
                .formatted(opened, limits.characters())
            : "the quote opened on line %d is not closed before the end of the file"
                .formatted(opened));
  }

  /**
   * Text after a closing quote belongs to the field, as for Python and for spreadsheets; but not
   * where the quote went over lines, because then it most likely was a stray one.
   */
  private void close(int first, int last, byte how, long opened) throws IOException {
    while (delimiter != ' ' && more() && buffer[pos] == ' ') {
      pos++;
    }
    if (!more() || buffer[pos] == delimiter || buffer[pos] == '\n' || buffer[pos] == '\r') {
      add(first, last, how);
    } else if (line + breaks > opened) {
      refuse(
          "text follows the closing quote of field %d (the quote opened on line %d)"
              .formatted(width + 1, opened));
    } else if (passPlain()) {
      add(first, pos - start, MENDED);
    }
  }

  private void add(int first, int last, byte how) {
    if (width == from.length) {
      from = Arrays.copyOf(from, width * 2);
      until = Arrays.copyOf(until, width * 2);
      form = Arrays.copyOf(form, width * 2);
    }
    from[width] = first;
    until[width] = last;
    form[width++] = how;
  }

  private String tooLong() {
    return "the record is longer than %d characters (caps.record)".formatted(limits.characters());
  }

  /** Makes the record its first line only, and has reading go on after that. */
  private void refuse(String why) throws IOException {
    fault = why;
    width = 0;
    pos = start;
    nextLine = line + 1;
    if (!findLineEnd()) {
      length = pos - start;
      if (overlong) {
        discardLine();
      }
      return;
    }
    length = pos - start;
    passLineEnd();
  }

  private boolean findLineEnd() throws IOException {
    do {
      while (pos < limit) {
        if (buffer[pos] == '\n' || buffer[pos] == '\r') {
          return true;
        }
        pos++;
      }
    } while (more());
    return false;
  }

  private void discardLine() throws IOException {
    cut = new String(buffer, start, Math.min(KEPT_OF_OVERLONG, limit - start)) + "…";
    do {
      start = 0;
      pos = 0;
      limit = 0;
      overlong = false;
    } while (more() && !findInBuffer());
    if (pos < limit) {
      passLineEnd();
    }
    start = pos;
  }

  private boolean findInBuffer() {
    while (pos < limit && buffer[pos] != '\n' && buffer[pos] != '\r') {
      pos++;
    }
    return pos < limit;
  }

  private void inspect() {
    if (in.suspect()) {
      fault = in.fault(buffer, start, start + length);
    }
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public String value(int index) {
    int first = start + from[index];
    int last = start + until[index];
    return form[index] >= ESCAPED
        ? unescaped(first, last, form[index] == MENDED)
        : new String(buffer, first, last - first);
  }

  private String unescaped(int first, int last, boolean mended) {
    StringBuilder text = new StringBuilder(last - first);
    for (int i = first; i < last; i++) {
      char c = buffer[i];
      boolean pair = i + 1 < last && (c == quote || c == escape);
      if (pair && (buffer[i + 1] == quote || buffer[i + 1] == escape)) {
        i++;
      } else if (mended && c == quote) {
        return text.append(buffer, i + 1, last - i - 1).toString();
      }
      text.append(buffer[i]);
    }
    return text.toString();
  }

  @Override
  public boolean holds(int index, String text) {
    int size = until[index] - from[index];
    if (form[index] >= ESCAPED) {
      return value(index).equals(text);
    }
    if (size != text.length()) {
      return false;
    }
    int first = start + from[index];
    for (int i = 0; i < size; i++) {
      if (buffer[first + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean blank() {
    for (int i = 0; i < width; i++) {
      if (form[i] != PLAIN || from[i] != until[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public long place() {
    return line;
  }

  @Override
  public @Nullable String fault() {
    return fault;
  }

  @Override
  public String text() {
    return cut != null ? cut : new String(buffer, start, length);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
