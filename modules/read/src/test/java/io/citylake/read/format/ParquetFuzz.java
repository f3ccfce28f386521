package io.citylake.read.format;

import io.citylake.contract.job.SourceSpec.Parquet;
import io.citylake.read.SampleJobs;
import io.citylake.read.record.RecordCursor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * Reads damaged Parquet files, in a JVM of its own with little memory: directory, seed, files for
 * each codec. It prints what became of them and ends with 0 unless one was neither read nor refused
 * with a reason.
 */
final class ParquetFuzz {
  private static final int ROWS = 400;
  private static final List<CompressionCodecName> CODECS =
      List.of(
          CompressionCodecName.UNCOMPRESSED,
          CompressionCodecName.SNAPPY,
          CompressionCodecName.GZIP,
          CompressionCodecName.ZSTD,
          CompressionCodecName.LZ4_RAW);
  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message row {
            optional binary name (STRING);
            required int64 id;
            optional double x;
            optional boolean ok;
            optional int32 few;
            optional group tags (LIST) { repeated group list { optional binary element (STRING); } }
          }
          """);

  private final Path folder;
  private final Random random;
  private final TreeMap<String, Integer> ends = new TreeMap<>();

  private ParquetFuzz(Path folder, long seed) {
    this.folder = folder;
    this.random = new Random(seed);
  }

  public static void main(String[] arguments) throws IOException {
    ParquetFuzz fuzz = new ParquetFuzz(Path.of(arguments[0]), Long.parseLong(arguments[1]));
    int each = Integer.parseInt(arguments[2]);
    for (CompressionCodecName codec : CODECS) {
      for (WriterVersion version : WriterVersion.values()) {
        fuzz.run(codec, version, each);
      }
    }
    System.out.println(fuzz.ends);
  }

  private void run(CompressionCodecName codec, WriterVersion version, int files)
      throws IOException {
    byte[] sound = sound(codec, version);
    if (read(sound) != ROWS) {
      throw new IllegalStateException("The sound file of " + codec + " is not read whole");
    }
    for (int i = 0; i < files; i++) {
      byte[] damaged = damaged(sound);
      try {
        read(damaged);
        ends.merge(codec + " read", 1, Integer::sum);
      } catch (IOException | RuntimeException e) {
        if (e.getMessage() == null || e.getMessage().endsWith("null")) {
          throw new IllegalStateException("Refused without a reason", e);
        }
        ends.merge(codec + " refused", 1, Integer::sum);
      }
    }
  }

  private byte[] sound(CompressionCodecName codec, WriterVersion version) throws IOException {
    Path file = folder.resolve("sound.parquet");
    Files.deleteIfExists(file);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withType(SCHEMA)
            .withWriterVersion(version)
            .withCompressionCodec(codec)
            .withPageSize(1_000)
            .withRowGroupSize(8_000L)
            .withPageWriteChecksumEnabled(false)
            .build()) {
      for (int i = 0; i < ROWS; i++) {
        Group row = new SimpleGroup(SCHEMA).append("id", random.nextLong());
        if (i % 7 != 0) {
          row.append("name", "武侯" + i).append("x", i / 3.0).append("ok", i % 2 == 0);
          row.append("few", i % 5);
          Group tags = row.addGroup("tags");
          tags.addGroup("list").append("element", "a" + i % 3);
          tags.addGroup("list");
        }
        writer.write(row);
      }
    }
    return Files.readAllBytes(file);
  }

  private int read(byte[] bytes) throws IOException {
    Path file = folder.resolve("damaged.parquet");
    Files.write(file, bytes);
    FormatTask task = new FormatTask(new Parquet(), Rows.wanted("id"), SampleJobs.CAPS);
    int rows = 0;
    try (RecordCursor cursor = task.open(file, Rows.ORIGIN)) {
      while (cursor.next()) {
        cursor.row().raw();
        rows++;
      }
    }
    return rows;
  }

  private byte[] damaged(byte[] sound) {
    int footer = sound.length - 8 - ParquetForge.footerLength(sound);
    byte[] bytes = sound.clone();
    switch (random.nextInt(6)) {
      case 0 -> flip(bytes, 4, footer, 1 + random.nextInt(8));
      case 1 -> flip(bytes, footer, bytes.length - 8, 1 + random.nextInt(3));
      case 2 -> hostile(bytes, 4 + random.nextInt(footer - 12));
      case 3 -> hostile(bytes, footer + random.nextInt(bytes.length - footer - 16));
      case 4 -> {
        int length = 1 + random.nextInt(60);
        int from = random.nextInt(footer - length);
        System.arraycopy(sound, from, bytes, 4 + random.nextInt(footer - length - 4), length);
      }
      default -> flip(bytes, 4, Math.min(footer, 60), 1 + random.nextInt(4));
    }
    return bytes;
  }

  private void flip(byte[] bytes, int from, int until, int count) {
    for (int i = 0; i < count; i++) {
      bytes[from + random.nextInt(until - from)] = (byte) random.nextInt(256);
    }
  }

  /** Numbers that are near the largest, as varints and plain. */
  private void hostile(byte[] bytes, int at) {
    List<byte[]> numbers = new ArrayList<>();
    numbers.add(ParquetForge.varint(0xFFFF_FFFEL));
    numbers.add(ParquetForge.varint(0x7FFF_FFFFL));
    numbers.add(ParquetForge.varint(1L << 28));
    numbers.add(ParquetForge.int32(Integer.MAX_VALUE));
    numbers.add(ParquetForge.int32(-1));
    byte[] number = numbers.get(random.nextInt(numbers.size()));
    System.arraycopy(number, 0, bytes, at, number.length);
  }
}
