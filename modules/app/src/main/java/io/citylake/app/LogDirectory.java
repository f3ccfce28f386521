package io.citylake.app;

import io.citylake.contract.settings.Settings;

/**
 * Where this process writes its log. A process has one log, whose configuration ({@code
 * conf/log4j2.xml}) can only be told by a system property, before the first line is written; so
 * where a process opens several lakes one after the other, the last one's directory has what comes
 * from then on.
 */
public final class LogDirectory {
  private static final String PROPERTY = "citylake.log.dir";

  private LogDirectory() {}

  /** Has the log written beside the catalog that the settings name. */
  public static void use(Settings settings) {
    System.setProperty(PROPERTY, settings.stateDir().resolve("logs").toString());
  }
}
