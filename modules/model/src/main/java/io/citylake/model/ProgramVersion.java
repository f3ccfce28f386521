package io.citylake.model;

import java.util.Optional;

/** Which CityLake this is. */
public final class ProgramVersion {
  private static final String UNPACKED = "0.1.0-SNAPSHOT";

  private ProgramVersion() {}

  /** As its jars say; classes that are in no jar are of the version under development. */
  public static String text() {
    return Optional.ofNullable(ProgramVersion.class.getPackage().getImplementationVersion())
        .orElse(UNPACKED);
  }
}
