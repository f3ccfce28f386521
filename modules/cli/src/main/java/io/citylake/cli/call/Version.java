package io.citylake.cli.call;

import java.util.Optional;
import picocli.CommandLine;

/** Names this build and the platform it runs on. */
public final class Version implements CommandLine.IVersionProvider {
  @Override
  public String[] getVersion() {
    String own =
        Optional.ofNullable(getClass().getPackage().getImplementationVersion())
            .orElse("0.1.0-SNAPSHOT");
    return new String[] {"citylake " + own, "java " + System.getProperty("java.version")};
  }
}
