package io.citylake.read.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.job.SourceSpec.Caps;
import io.citylake.model.CityLakeException;
import io.citylake.model.DataSize;
import io.citylake.model.ErrorCode;
import io.citylake.model.RowOrigin;
import io.citylake.read.SampleJobs;
import io.citylake.read.format.FormatTask;
import io.citylake.read.format.RequestedFields;
import io.citylake.read.format.SplitRange;
import io.citylake.read.record.RecordCursor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** R35: files that unfold to more than they should. */
class TestDecompression {
  private static final Caps SMALL =
      new Caps(DataSize.parse("4MB"), 50, 3, 100, DataSize.parse("1MB"));

  private static byte[] gzip(byte[]... members) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] member : members) {
      try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(member);
      }
    }
    return out.toByteArray();
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static long unfold(byte[] folded) throws IOException {
    try (InputStream in =
        Decompression.gunzip("a.csv.gz", new ByteArrayInputStream(folded), SMALL)) {
      return in.transferTo(OutputStream.nullOutputStream());
    }
  }

  @Test
  void readsAllMembersOfAGzipFile() throws IOException {
    assertThat(
            unfold(
                gzip(
                    "a\n".getBytes(StandardCharsets.UTF_8),
                    "b\n".getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(4);
  }

  /** Files that were gzipped one by one and joined: each has a mark and a header of its own. */
  @Test
  void marksAndHeadersOfLaterMembersAreNoRows() throws IOException {
    byte[] joined =
        gzip(
            "\uFEFFid\n1\n".getBytes(StandardCharsets.UTF_8),
            "\uFEFFid\n2\n".getBytes(StandardCharsets.UTF_8));
    FormatTask task =
        new FormatTask(
            SampleJobs.csv(),
            new RequestedFields(List.of(Set.of("id")), List.of("id")),
            SampleJobs.CAPS);
    List<String> ids = new ArrayList<>();
    try (RecordCursor cursor =
        task.open(
            Decompression.gunzip("a.csv.gz", new ByteArrayInputStream(joined), SMALL),
            SplitRange.whole(new RowOrigin("a.csv.gz", "f00d", "/landing/a.csv.gz")))) {
      while (cursor.next()) {
        if (!cursor.skipped()) {
          ids.add(cursor.row().value(0));
        }
      }
    }
    assertThat(ids).containsExactly("1", "2");
  }

  @Test
  void stopsAtTheCaps() throws IOException {
    byte[] bomb = gzip(new byte[3 << 20]);
    assertThatThrownBy(() -> unfold(bomb))
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_TOO_LARGE))
        .hasMessageContaining(
            "Cannot read a.csv.gz: it unfolds to more than 50 times its size (caps.ratio)");
    byte[] large = gzip(noise(5 << 20));
    assertThatThrownBy(() -> unfold(large))
        .hasMessageContaining("more than 4MB (caps.uncompressed)");
  }

  @Test
  void noticesCutAndForeignBytes() throws IOException {
    byte[] whole = gzip(noise(10_000));
    byte[] cut = java.util.Arrays.copyOf(whole, 5_000);
    assertThatThrownBy(() -> unfold(cut)).isInstanceOf(IOException.class);
    byte[] garbage = java.util.Arrays.copyOf(whole, whole.length + 100);
    assertThatThrownBy(() -> unfold(garbage)).isInstanceOf(IOException.class);
  }

  @Test
  void refusesGzipWithinGzip() {
    assertThatThrownBy(
            () -> Decompression.gunzip("a.tar.gz", new ByteArrayInputStream(new byte[0]), SMALL))
        .hasMessageContaining("an archive within an archive is not opened");
  }

  private static byte[] zip(Charset names, int entries, byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out, names)) {
      for (int i = 0; i < entries; i++) {
        zip.putNextEntry(new ZipEntry("数据" + i + ".csv"));
        zip.write(content);
        zip.closeEntry();
      }
    }
    return out.toByteArray();
  }

  private static String firstName(byte[] folded) throws IOException {
    try (Decompression.Zip zip =
        new Decompression.Zip("a.zip", new ByteArrayInputStream(folded), SMALL)) {
      return zip.next();
    }
  }

  @Test
  void readsEntryNamesOfChineseWindows() throws IOException {
    assertThat(firstName(zip(Charset.forName("GB18030"), 1, new byte[1]))).isEqualTo("数据0.csv");
    assertThat(firstName(zip(StandardCharsets.UTF_8, 1, new byte[1]))).isEqualTo("数据0.csv");
  }

  @Test
  void countsOverAllEntriesOfAZip() throws IOException {
    byte[] many = zip(StandardCharsets.UTF_8, 4, new byte[1]);
    assertThatThrownBy(() -> Decompression.check("a.xlsx", new ByteArrayInputStream(many), SMALL))
        .hasMessageContaining(
            "Cannot read a.xlsx: it unfolds to more than 3 entries (caps.entries)");
    byte[] large = zip(StandardCharsets.UTF_8, 3, noise(2 << 20));
    assertThatThrownBy(() -> Decompression.check("a.xlsx", new ByteArrayInputStream(large), SMALL))
        .hasMessageContaining("more than 4MB (caps.uncompressed)");
  }
}
