package io.citylake.engine.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hadoop's default settings, in fewer bytes. */
class TestTerseDefaults {
  private static final String CORE = "core-default.xml";

  private static Map<String, String> settings(URL file) {
    Configuration configuration = new Configuration(false);
    configuration.addResource(file);
    Map<String, String> settings = new TreeMap<>();
    configuration.forEach(each -> settings.put(each.getKey(), each.getValue()));
    return settings;
  }

  private static int size(URL file) throws IOException {
    try (var in = file.openStream()) {
      return in.readAllBytes().length;
    }
  }

  @Test
  void holdsTheSameSettingsInAThirdOfTheBytes() throws IOException {
    URL file = Configuration.class.getClassLoader().getResource(CORE);
    URL terse = TerseDefaults.of(file);
    assertThat(settings(file)).hasSizeGreaterThan(300);
    assertThat(settings(terse)).isEqualTo(settings(file));
    assertThat(size(terse)).isLessThan(size(file) / 3);
  }

  @Test
  void leavesAFileAloneThatReadsWrongly(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve(CORE), "<configuration><property>");
    URL url = file.toUri().toURL();
    assertThat(TerseDefaults.of(url)).isSameAs(url);
  }

  @Test
  void isWhatAThreadReadsFrom() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      KnownAbsent.install();
      ClassLoader loader = thread.getContextClassLoader();
      assertThat(loader.getResource(CORE)).hasToString("terse:" + before.getResource(CORE));
      assertThat(loader.getResource(CORE)).isSameAs(loader.getResource(CORE));
      assertThat(loader.getResource("no-such-default.xml")).isNull();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
