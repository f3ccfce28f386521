package io.citylake.cli.call;

import io.citylake.model.ProgramVersion;
import picocli.CommandLine;

/** Names this build and the platform it runs on. */
public final class Version implements CommandLine.IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "citylake " + ProgramVersion.text(), "java " + System.getProperty("java.version")
    };
  }
}
