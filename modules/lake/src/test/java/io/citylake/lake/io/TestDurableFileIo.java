package io.citylake.lake.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.testkit.PowerLoss;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.hadoop.SerializableConfiguration;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestDurableFileIo {
  @TempDir private Path home;
  private final DurableFileIo io = new DurableFileIo();

  @BeforeEach
  void observe() {
    PowerLoss.reset();
    io.initialize(Map.of(PowerLoss.SETTING, PowerLoss.class.getName()));
  }

  @Test
  void keepsClosedFilesAndTheirNewDirectoriesWhenThePowerGoes() throws IOException {
    Path file = home.resolve("a/b/c.txt");
    write(file.toString(), "kept");

    assertThat(PowerLoss.strike(home)).isEmpty();

    assertThat(file).hasContent("kept");
  }

  @Test
  void losesWhatWasNotClosedWhenThePowerGoes() throws IOException {
    write(home.resolve("a/kept").toString(), "kept");
    OutputStream open = io.newOutputFile(home.resolve("a/lost").toString()).create();
    open.write(1);
    open.flush();

    assertThat(PowerLoss.strike(home)).containsExactly(home.resolve("a/lost"));
    open.close();
  }

  @Test
  void refusesToCreateAFileThatExistsAndOverwritesOnRequest() throws IOException {
    String file = home.resolve("x").toString();
    write(file, "one, longer");

    assertThatThrownBy(() -> io.newOutputFile(file).create())
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining(file);
    try (OutputStream stream = io.newOutputFile(file).createOrOverwrite()) {
      stream.write("two".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(Path.of(file)).hasContent("two");
  }

  @Test
  void namesTheFileThatIsMissing() {
    String file = home.resolve("none").toString();

    assertThatThrownBy(() -> io.newInputFile(file).newStream())
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(file);
    assertThat(io.newInputFile(file).exists()).isFalse();
  }

  @Test
  void readsTheSameBytesWhicheverWayTheyAreAskedFor() throws IOException {
    byte[] bytes = new byte[200_000];
    new Random(3).nextBytes(bytes);
    String file = "file:" + home.resolve("big");
    try (PositionOutputStream stream = io.newOutputFile(file).create()) {
      for (int at = 0; at < bytes.length; at += 1_000) {
        stream.write(bytes, at, 1_000);
      }
      assertThat(stream.getPos()).isEqualTo(bytes.length);
    }
    Random random = new Random(4);
    try (SeekableInputStream stream = io.newInputFile(file).newStream()) {
      for (int i = 0; i < 500; i++) {
        int at = random.nextInt(bytes.length - 20_000);
        int count = 1 + random.nextInt(i % 2 == 0 ? 50 : 20_000);
        stream.seek(at);
        assertThat(stream.read()).isEqualTo(bytes[at] & 0xff);
        assertThat(stream.getPos()).isEqualTo(at + 1L);
        byte[] found = stream.readNBytes(count);
        assertThat(found).isEqualTo(Arrays.copyOfRange(bytes, at + 1, at + 1 + count));
      }
      stream.seek(bytes.length);
      assertThat(stream.read()).isEqualTo(-1);
    }
  }

  /** Sizes around the borders of chunks; a flip is found wherever it is. */
  @Test
  void noFlippedBitIsReadAsIfItWereWritten() throws IOException {
    long seed = Long.getLong("citylake.seed", System.nanoTime());
    System.out.println("noFlippedBitIsReadAsIfItWereWritten: citylake.seed=" + seed);
    Random random = new Random(seed);
    int smallest = 16 * 1024;
    for (int size :
        new int[] {1, 7, smallest - 1, smallest, smallest + 1, 128 * smallest + 3, 3_000_000}) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      Path path = home.resolve("flip" + size);
      try (OutputStream out = io.newOutputFile(path.toString()).create()) {
        for (int at = 0; at < size; ) {
          int count = Math.min(size - at, 1 + random.nextInt(100_000));
          out.write(bytes, at, count);
          at += count;
        }
      }
      assumeThat(WholeFile.read(io, path.toString())).as("file system has attributes").isTrue();
      for (int flip = 0; flip < 5; flip++) {
        int at = random.nextInt(size);
        int bit = 1 << random.nextInt(8);
        flip(path, at, bit);
        assertThatThrownBy(() -> WholeFile.read(io, path.toString()))
            .isInstanceOf(CityLakeException.class)
            .hasMessageContaining(path.toString())
            .extracting(e -> ((CityLakeException) e).code())
            .isEqualTo(ErrorCode.FILE_DAMAGED);
        try (SeekableInputStream in = io.newInputFile(path.toString()).newStream()) {
          in.seek(at);
          assertThatThrownBy(in::read).isInstanceOf(CityLakeException.class);
        }
        flip(path, at, bit);
      }
      assertThat(WholeFile.read(io, path.toString())).isTrue();
    }
  }

  @Test
  void chunksFollowOneAnother() {
    long position = 0;
    for (int number = 0; position < 900_000_000L; number++) {
      FileChecksums.Chunk chunk = FileChecksums.chunk(position);
      assertThat(chunk.number()).isEqualTo(number);
      assertThat(chunk.from()).isEqualTo(position);
      assertThat(FileChecksums.chunk(chunk.until() - 1)).isEqualTo(chunk);
      position = chunk.until();
    }
  }

  @Test
  void aFileOfAnotherLengthIsDamaged() throws IOException {
    String file = home.resolve("cut").toString();
    write(file, "one, longer");
    Files.writeString(Path.of(file), "one");

    assertThatThrownBy(() -> io.newInputFile(file).newStream())
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining("it was written with 11 bytes and has 3");
  }

  /** Another engine's, or a copy's. */
  @Test
  void aFileWithoutChecksumsIsRead() throws IOException {
    Path file = home.resolve("other");
    Files.writeString(file, "other");

    assertThat(WholeFile.read(io, file.toString())).isFalse();
  }

  private static void flip(Path path, int at, int bit) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(at);
      int old = file.read();
      file.seek(at);
      file.write(old ^ bit);
    }
  }

  @Test
  void listsAndDeletesByPrefix() throws IOException {
    write(home.resolve("t/1").toString(), "a");
    write(home.resolve("t/u/2").toString(), "bb");

    List<FileInfo> files =
        StreamSupport.stream(io.listPrefix(home.resolve("t").toString()).spliterator(), false)
            .toList();
    assertThat(files).extracting(FileInfo::size).containsExactly(1L, 2L);
    io.deletePrefix(home.resolve("t").toString());
    assertThat(home.resolve("t")).doesNotExist();
    assertThat(io.listPrefix(home.resolve("t").toString())).isEmpty();
  }

  @Test
  void saysThatTheDiskIsFullAndWhatToDo() {
    // Every write to this device fails as on a full disk.
    Path full = Path.of("/dev/full");
    assumeThat(Files.isWritable(full)).isTrue();

    assertThatThrownBy(
            () -> {
              try (OutputStream stream = io.newOutputFile("/dev/full").createOrOverwrite()) {
                stream.write(1);
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Cannot write file /dev/full")
        .hasMessageContaining("free space");
  }

  @Test
  void takesHadoopSettingsToExecutorsForARemoteWarehouseOnly() throws Exception {
    assertThat(travelled("s3a://city/warehouse").getConf().get("fs.s3a.endpoint"))
        .isEqualTo("https://oss.example");
    // A local one reads none of them, and every query's tasks would carry them.
    DurableFileIo local = travelled(home.toString());
    assertThat(local.getConf().get("fs.s3a.endpoint")).isNull();
    write(home.resolve("x").toString(), "here");
    assertThat(local.newInputFile(home.resolve("x").toString()).getLength()).isEqualTo(4);
  }

  /** As Iceberg sends a table to Spark's tasks. */
  private static DurableFileIo travelled(String warehouse) throws Exception {
    Configuration configuration = new Configuration(false);
    configuration.set("fs.s3a.endpoint", "https://oss.example");
    DurableFileIo sent = new DurableFileIo();
    sent.setConf(configuration);
    sent.initialize(Map.of("warehouse", warehouse));
    assertThat(sent.getConf().get("fs.s3a.endpoint")).isEqualTo("https://oss.example");
    sent.serializeConfWith(conf -> new SerializableConfiguration(conf)::get);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
      stream.writeObject(sent);
    }
    try (ObjectInputStream stream =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (DurableFileIo) stream.readObject();
    }
  }

  private void write(String location, String text) throws IOException {
    try (OutputStream stream = io.newOutputFile(location).create()) {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
