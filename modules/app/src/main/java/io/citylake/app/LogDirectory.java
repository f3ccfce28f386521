package io.citylake.app;

import io.citylake.contract.settings.Settings;
import io.citylake.lake.catalog.PrivatePlaces;
import io.citylake.lake.io.PrivateFiles;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where this process writes its log. A process has one log, whose configuration ({@code
 * conf/log4j2.xml}) can only be told by a system property, before the first line is written; so
 * where a process opens several lakes one after the other, the last one's directory has what comes
 * from then on.
 */
public final class LogDirectory {
  private static final String PROPERTY = "citylake.log.dir";

  private LogDirectory() {}

  /**
   * Has the log written beside the catalog that the settings name.
   *
   * @throws CityLakeException STORAGE_FAILED where it can't be
   */
  public static void use(Settings settings) {
    PrivatePlaces.make(settings);
    Path logs = settings.stateDir().resolve("logs");
    try {
      PrivateFiles.createDirectories(logs);
    } catch (IOException e) {
      throw unwritable(logs, e);
    }
    if (!Files.isWritable(logs)) {
      throw unwritable(logs, new AccessDeniedException(logs.toString()));
    }
    System.setProperty(PROPERTY, logs.toString());
  }

  private static CityLakeException unwritable(Path logs, IOException cause) {
    return new CityLakeException(
        ErrorCode.STORAGE_FAILED,
        "Cannot write to the state directory, where the catalog, the users and the logs are (directory=%s, %s: %s); let this account write there, or name another as state-dir"
            .formatted(logs, cause.getClass().getSimpleName(), cause.getMessage()),
        cause);
  }
}
