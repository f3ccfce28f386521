package io.citylake.lake.lease;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;

/**
 * How runs reserve tables.
 *
 * @param expiry a reservation that was not renewed for so long is anybody's
 * @param renewal how often it is renewed
 * @param patience how long a run waits for a table that another holds
 * @param owner who reserves
 */
public record LeaseSettings(Duration expiry, Duration renewal, Duration patience, Owner owner) {
  /**
   * A process.
   *
   * @param started in milliseconds since 1970, because process numbers are used again
   */
  public record Owner(String host, long pid, long started) {
    /** This process. */
    public static Owner current() {
      ProcessHandle self = ProcessHandle.current();
      return new Owner(hostName(), self.pid(), startOf(self));
    }

    /** Whether it is known to be gone; never for a process of another machine. */
    public boolean isDead() {
      return host.equals(hostName())
          && ProcessHandle.of(pid)
              .filter(ProcessHandle::isAlive)
              .filter(process -> startOf(process) == started)
              .isEmpty();
    }

    private static long startOf(ProcessHandle process) {
      return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String hostName() {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        return "localhost";
      }
    }
  }

  /** A minute's expiry, renewed every ten seconds, ten minutes' wait. */
  public static LeaseSettings standard() {
    return new LeaseSettings(
        Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofMinutes(10), Owner.current());
  }

  public LeaseSettings withPatience(Duration longest) {
    return new LeaseSettings(expiry, renewal, longest, owner);
  }

  public LeaseSettings withOwner(Owner other) {
    return new LeaseSettings(expiry, renewal, patience, other);
  }
}
