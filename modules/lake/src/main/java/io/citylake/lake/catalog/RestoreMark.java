package io.citylake.lake.catalog;

import io.citylake.contract.settings.Settings;
import io.citylake.lake.io.PrivateFiles;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file in the state directory while a lake is restored. One that stays is of a restore that was
 * cut short: until it is repeated, nothing else opens the lake, which may lack half of its files.
 */
public final class RestoreMark {
  private static final String FILE = "restoring";

  private RestoreMark() {}

  /** The backup that is being restored, or was when it was cut short. */
  public static Optional<String> find(Settings settings) {
    try {
      return Optional.of(Files.readString(file(settings)).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read", settings, e);
    }
  }

  /** Before the first file is put back. */
  public static void begin(Settings settings, String backup) {
    try {
      PrivateFiles.createDirectories(settings.stateDir());
      try (OutputStream out = PrivateFiles.newOutputStream(file(settings))) {
        out.write(backup.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw failed("write", settings, e);
    }
  }

  /** Once all was put back and looked at. */
  public static void end(Settings settings) {
    try {
      Files.deleteIfExists(file(settings));
    } catch (IOException e) {
      throw failed("remove", settings, e);
    }
  }

  static void requireNone(Settings settings) {
    find(settings)
        .ifPresent(
            backup -> {
              throw new CityLakeException(
                  ErrorCode.LAKE_HALF_RESTORED,
                  "Cannot open the lake: its restore from backup %s was cut short; call citylake restore again (file=%s)"
                      .formatted(backup, file(settings)));
            });
  }

  private static Path file(Settings settings) {
    return settings.stateDir().resolve(FILE);
  }

  private static CityLakeException failed(String verb, Settings settings, IOException cause) {
    return new CityLakeException(
        ErrorCode.STORAGE_FAILED,
        "Cannot %s the mark of a restore: %s (file=%s)"
            .formatted(verb, cause.getMessage(), file(settings)),
        cause);
  }
}
