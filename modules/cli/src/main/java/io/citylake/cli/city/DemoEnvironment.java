package io.citylake.cli.city;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** What a shell needs for a demo's workspace, in a file for its account alone: it has a key. */
final class DemoEnvironment {
  private static final String FEED_KEY = "CITYLAKE_FEED_KEY";
  private static final int KEY_BYTES = 24;

  private DemoEnvironment() {}

  static Path of(Path demo) {
    return demo.resolve("environment");
  }

  /** Writes it, with a new key for the senders of feeds. */
  static void write(Path demo, Path landing) throws IOException {
    Path file = of(demo);
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    Files.writeString(
        file,
        "export CITYLAKE_HOME=%s%nexport %s=%s%nexport %s=%s%n"
            .formatted(
                quoted(demo),
                CityRun.LANDING,
                quoted(landing),
                FEED_KEY,
                HexFormat.of().formatHex(key)));
  }

  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "'\\''") + "'";
  }
}
