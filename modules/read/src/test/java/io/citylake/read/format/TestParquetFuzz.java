package io.citylake.read.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R40: a JVM with little memory outlives hundreds of damaged files. */
class TestParquetFuzz {
  private static final int EACH = 60;

  @TempDir private Path folder;

  @Test
  void everyDamagedFileIsReadOrRefusedWithAReason() throws IOException, InterruptedException {
    Path said = folder.resolve("said.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx96m", "-XX:MaxDirectMemorySize=96m", "-XX:ErrorFile=" + folder + "/crash.log"));
    command.addAll(List.of("-cp", classPath(), ParquetFuzz.class.getName()));
    command.addAll(List.of(folder.toString(), "20261122", String.valueOf(EACH)));
    Process fuzz =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    boolean ended = fuzz.waitFor(100, TimeUnit.SECONDS);
    fuzz.destroyForcibly();
    String text = Files.readString(said);
    assertThat(ended).as(text).isTrue();
    assertThat(fuzz.exitValue()).as(text).isZero();
    String last = text.strip().substring(text.strip().lastIndexOf('\n') + 1);
    for (String codec : List.of("UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW")) {
      assertThat(last).contains(codec + " read=", codec + " refused=");
    }
    int files =
        Pattern.compile("=(\\d+)")
            .matcher(last)
            .results()
            .map((MatchResult count) -> count.group(1))
            .mapToInt(Integer::parseInt)
            .sum();
    assertThat(files).isEqualTo(5 * 2 * EACH);
  }

  /** Absolute, because surefire may hand it over in a manifest. */
  private static String classPath() {
    String whole =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return String.join(File.pathSeparator, Arrays.asList(whole.split(File.pathSeparator)));
  }
}
