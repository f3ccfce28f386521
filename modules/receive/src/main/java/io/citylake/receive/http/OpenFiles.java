package io.citylake.receive.http;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many connections the process may have, which needs files for spools too. */
public final class OpenFiles {
  private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);

  private OpenFiles() {}

  /**
   * As many connections of what is asked for as there are files for, and says where it is less.
   *
   * @param who connects, for the log
   * @param other connections that another door asks for
   */
  public static int connections(String who, int asked, int other) {
    long files =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount()
            : Integer.MAX_VALUE;
    int given = share(asked, other, files / 4 * 3);
    if (given < asked) {
      LOG.warn(
          "Only {} {} may be connected at once: the process may not open more files; see"
              + " ulimit -n (connections={}, files={})",
          given,
          who,
          asked,
          files);
    }
    return given;
  }

  /** Half of them, or what the other door leaves. */
  static int share(int asked, int other, long most) {
    return (int) Math.min(asked, Math.max(most / 2, most - other));
  }
}
