package io.citylake.read.format;

import io.citylake.contract.job.SourceSpec.FileFormat;
import io.citylake.model.RowOrigin;
import io.citylake.read.SampleJobs;
import io.citylake.read.record.RecordCursor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Stream;

/** Reads everything that a cursor gives, as lines of text to compare with. */
final class Rows {
  static final RowOrigin ORIGIN = new RowOrigin("a/b.csv", "f00d", "/landing/a/b.csv");

  private Rows() {}

  static RequestedFields wanted(String... names) {
    return new RequestedFields(Stream.of(names).map(Set::of).toList(), List.of(names));
  }

  static List<String> of(FileFormat format, String text, String... wanted) throws IOException {
    return of(format, text.getBytes(StandardCharsets.UTF_8), wanted);
  }

  static List<String> of(FileFormat format, byte[] bytes, String... wanted) throws IOException {
    FormatTask task = new FormatTask(format, wanted(wanted), SampleJobs.CAPS);
    try (RecordCursor cursor =
        task.open(new ByteArrayInputStream(bytes), SplitRange.whole(ORIGIN))) {
      return all(cursor);
    }
  }

  static List<String> of(FileFormat format, Path file, String... wanted) throws IOException {
    FormatTask task = new FormatTask(format, wanted(wanted), SampleJobs.CAPS);
    try (RecordCursor cursor = task.open(file, ORIGIN)) {
      return all(cursor);
    }
  }

  /** {@code place: name=value, ...}, or {@code place! reason raw}, or {@code place skipped}. */
  static List<String> all(RecordCursor cursor) throws IOException {
    List<String> rows = new ArrayList<>();
    while (cursor.next()) {
      var row = cursor.row();
      if (cursor.skipped()) {
        rows.add(row.place() + " skipped");
      } else if (row.malformed() != null) {
        rows.add(row.place() + "! " + row.malformed() + " " + row.raw());
      } else {
        StringJoiner values = new StringJoiner(", ", row.place() + ": ", "");
        for (int i = 0; i < row.names().size(); i++) {
          values.add(row.names().get(i) + "=" + row.value(i));
        }
        rows.add(values.toString());
      }
    }
    return rows;
  }
}
