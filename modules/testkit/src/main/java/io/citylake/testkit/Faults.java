package io.citylake.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Control of the faults, for the whole JVM (so that Spark's local executors meet them too). A step
 * is one operation on a file or one statement in the catalog database; steps count from 1. Call
 * {@link #reset()} before and after each test.
 */
public final class Faults {
  @GuardedBy("Faults.class")
  private static final List<String> STEPS = new ArrayList<>();

  @GuardedBy("Faults.class")
  private static int dieAt;

  @GuardedBy("Faults.class")
  private static String diePrefix = "";

  @GuardedBy("Faults.class")
  private static int dieAtNth;

  @GuardedBy("Faults.class")
  private static boolean dead;

  @GuardedBy("Faults.class")
  private static long spaceLeft = Long.MAX_VALUE;

  @GuardedBy("Faults.class")
  private static Optional<Rule> rule = Optional.empty();

  private Faults() {}

  /** What happens to a statement in the catalog database. */
  public enum StatementFault {
    /** The server refuses: nothing happened. */
    REFUSED_BEFORE,
    /** The server did it; its reply is lost. */
    REPLY_LOST,
    /** Another connection holds the lock. */
    BUSY
  }

  private record Rule(Predicate<String> statements, StatementFault fault, int times) {}

  /** Counts from 0 again, with no fault. */
  public static synchronized void reset() {
    STEPS.clear();
    dieAt = 0;
    dieAtNth = 0;
    dead = false;
    spaceLeft = Long.MAX_VALUE;
    rule = Optional.empty();
  }

  /** The process dies at this step, before the step does anything. */
  public static synchronized void dieAt(int step) {
    dieAt = step;
  }

  /** The process dies at the nth step from now whose name starts so. */
  public static synchronized void dieAt(String prefix, int nth) {
    diePrefix = prefix;
    dieAtNth = nth;
  }

  /** The disk takes so many more bytes. */
  public static synchronized void diskFullAfter(long bytes) {
    spaceLeft = bytes;
  }

  /** The next statements that hold this text fail, so many times. */
  public static synchronized void failStatements(String holding, StatementFault fault, int times) {
    rule = Optional.of(new Rule(sql -> sql.contains(holding), fault, times));
  }

  /** Whether a chosen death has come. */
  public static synchronized boolean isDead() {
    return dead;
  }

  /** Names of the steps so far, such as {@code create metadata} or {@code sql UPDATE}. */
  public static synchronized List<String> steps() {
    return List.copyOf(STEPS);
  }

  /** How many steps there were whose name starts so. */
  public static synchronized long count(String prefix) {
    return STEPS.stream().filter(step -> step.startsWith(prefix)).count();
  }

  static synchronized void step(String name) {
    if (dead) {
      throw new SimulatedDeathException(name);
    }
    STEPS.add(name);
    boolean chosen = dieAtNth > 0 && name.startsWith(diePrefix) && --dieAtNth == 0;
    if (chosen || STEPS.size() == dieAt) {
      dead = true;
      throw new SimulatedDeathException(STEPS.size() + " (" + name + ")");
    }
  }

  static synchronized void write(long bytes) throws IOException {
    if (dead) {
      throw new SimulatedDeathException("write");
    }
    if (bytes > spaceLeft) {
      throw new IOException("No space left on device");
    }
    spaceLeft -= bytes;
  }

  static synchronized Optional<StatementFault> faultOf(String sql) {
    if (rule.isEmpty() || !rule.get().statements().test(sql)) {
      return Optional.empty();
    }
    Rule now = rule.get();
    rule =
        now.times() == 1
            ? Optional.empty()
            : Optional.of(new Rule(now.statements(), now.fault(), now.times() - 1));
    return Optional.of(now.fault());
  }
}
