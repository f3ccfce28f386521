package io.citylake.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.model.CityLakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestMapFiles {
  @TempDir private Path home;
  private Path files;

  @BeforeEach
  void write() throws IOException {
    files = Files.createDirectories(home.resolve("conf").resolve("map"));
    Files.writeString(files.resolve("base.geojson"), "{}");
    Files.writeString(home.resolve("conf").resolve("citylake.yaml"), "secret: s");
  }

  @Test
  void readsAFileOfTheMap() {
    assertThat(MapFiles.read(home, "base.geojson")).asString().isEqualTo("{}");
  }

  /** Whoever is logged in reads the base map, so nothing else may be read as it. */
  @Test
  void readsNothingElseNotEvenByALink() throws IOException {
    Files.createSymbolicLink(files.resolve("link.geojson"), Path.of("../citylake.yaml"));
    for (String name : new String[] {"link.geojson", "../citylake.yaml", ".", "../map"}) {
      assertThatThrownBy(() -> MapFiles.read(home, name))
          .as(name)
          .isInstanceOf(CityLakeException.class)
          .hasMessageContaining("it is not a file in conf/map")
          .hasMessageNotContaining("secret");
    }
  }

  @Test
  void refusesWhatIsTooLargeForABrowser() throws IOException {
    Files.write(files.resolve("large.geojson"), new byte[(16 << 20) + 1]);
    assertThatThrownBy(() -> MapFiles.read(home, "large.geojson"))
        .hasMessageContaining("it is larger than 16 MB");
  }
}
