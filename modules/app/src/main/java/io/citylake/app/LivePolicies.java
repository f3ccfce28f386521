package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.policy.Policies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The policies as their file has them now: it is looked at again after a while, so that a grant
 * that is gone counts without a restart. Where the file can't be read, or says something wrong,
 * asking for the policies raises, and nobody is admitted. Safe for threads.
 */
final class LivePolicies implements Supplier<Policies> {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  private final LakeHost host;
  private final java.time.ZoneId zone;
  private final Path home;
  private final Path file;
  private @Nullable Policies policies;
  private @Nullable FileTime changed;
  private Instant looked;

  LivePolicies(Workspace workspace, LakeHost host) {
    this.host = host;
    this.zone = workspace.settings().zone();
    this.home = workspace.home();
    this.file = home.resolve("conf/policies.yaml");
    this.changed = changed();
    this.policies = workspace.policies();
    this.looked = host.clock().instant();
  }

  @Override
  public synchronized Policies get() {
    Instant now = host.clock().instant();
    Policies present = policies;
    if (present == null || now.isAfter(looked.plus(LOOK_EVERY))) {
      FileTime time = changed();
      if (present == null || !java.util.Objects.equals(time, changed)) {
        // Gone until what the file says is known to be good.
        policies = null;
        LocalDate date = LocalDate.ofInstant(now, zone).minusDays(1);
        present = WorkspaceLoader.loadOrThrow(home, host.environment(), date).policies();
        policies = present;
        changed = time;
      }
      looked = now;
    }
    return present;
  }

  private @Nullable FileTime changed() {
    try {
      return Files.getLastModifiedTime(file);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look at the policies (file=" + file + ")", e);
    }
  }
}
