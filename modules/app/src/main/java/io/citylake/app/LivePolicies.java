package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.policy.Policies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies as their file has them now: it is looked at again after a while, so that a grant
 * that is gone counts without a restart. No other file is read for that, unless the policies speak
 * of a table that was not declared when the workspace was loaded.
 *
 * <p>Where the file can't be read, or says something wrong, asking for the policies raises, and
 * nobody is admitted until it is mended. While one thread looks, others have what was found last,
 * as long as that is not old. Any number of threads may use it.
 */
public final class LivePolicies implements Supplier<Policies> {
  private static final Logger LOG = LoggerFactory.getLogger(LivePolicies.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  /** Beyond this whoever asks waits for the look that is under way, however long it takes. */
  private static final Duration OLDEST = Duration.ofSeconds(5);

  private final Workspace workspace;
  private final LakeHost host;
  private final Path file;
  private final ReentrantLock looking = new ReentrantLock();
  private volatile Found found;

  /** The first question looks: the file may have changed since the workspace was loaded. */
  public LivePolicies(Workspace workspace, LakeHost host) {
    this.workspace = workspace;
    this.host = host;
    this.file = workspace.home().resolve("conf/policies.yaml");
    this.found = new Found(Instant.EPOCH, Optional.empty(), workspace.policies(), null);
  }

  /** By what a change of the file shows. */
  private record Stamp(FileTime changed, long size) {}

  /**
   * What a look at the file came to.
   *
   * @param stamp of the file that was read; empty where there is none
   * @param policies null where they were not found
   * @param failure why not; null where they were
   */
  private record Found(
      Instant at,
      Optional<Stamp> stamp,
      @Nullable Policies policies,
      @Nullable RuntimeException failure) {
    /** Also where the clock was set back since: else a right that is gone would count that long. */
    boolean isOlder(Instant now, Duration age) {
      return now.isAfter(at.plus(age)) || now.isBefore(at);
    }

    Policies load() {
      if (policies != null) {
        return policies;
      }
      throw new IllegalStateException("Cannot read the policies", failure);
    }
  }

  @Override
  public Policies get() {
    Found last = found;
    Instant now = host.clock().instant();
    if (!last.isOlder(now, LOOK_EVERY)) {
      return last.load();
    }
    if (!last.isOlder(now, OLDEST)) {
      if (!looking.tryLock()) {
        return last.load();
      }
    } else {
      looking.lock();
    }
    try {
      // Whoever had the lock before may have looked.
      if (found.isOlder(now, LOOK_EVERY)) {
        found = look(found);
      }
      return found.load();
    } finally {
      looking.unlock();
    }
  }

  private Found look(Found last) {
    Instant now = host.clock().instant();
    Optional<Stamp> stamp = last.stamp();
    try {
      // Asked for before the file is read: what is written meanwhile shows at the next look.
      stamp = stamp();
      if (last.policies() != null && stamp.equals(last.stamp())) {
        return new Found(now, stamp, last.policies(), null);
      }
      LocalDate date = LocalDate.ofInstant(now, workspace.settings().zone()).minusDays(1);
      Policies read = WorkspaceLoader.policiesOrThrow(workspace, host.environment(), date);
      if (!read.equals(last.policies())) {
        LOG.info("The policies have changed (file={}, roles={})", file, read.roles().keySet());
      }
      return new Found(now, stamp, read, null);
    } catch (RuntimeException e) {
      return new Found(now, stamp, null, e);
    }
  }

  private Optional<Stamp> stamp() {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(new Stamp(attributes.lastModifiedTime(), attributes.size()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look at the policies (file=" + file + ")", e);
    }
  }
}
