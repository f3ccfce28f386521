package io.citylake.cli.duty;

import io.citylake.app.Account;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A workspace that nobody but the process's account, or root, has written: its policies may judge
 * who calls as that account. Looked at are its directory with those above, and all of {@code conf}.
 */
final class OwnedHome {
  private static final int GROUP_AND_OTHERS_WRITE = 022;
  private static final int STICKY = 01000;
  private static final int ROOT = 0;

  private final Path home;
  private final String command;
  private final long uid;

  private OwnedHome(Path home, String command, long uid) {
    this.home = home;
    this.command = command;
    this.uid = uid;
  }

  /**
   * Lets a home pass.
   *
   * @throws CityLakeException HOME_NOT_OWNED
   */
  static void require(Path home, String command) {
    OptionalLong uid = Account.processUid();
    if (uid.isPresent() && home.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      new OwnedHome(home, command, uid.getAsLong()).require();
    }
  }

  private void require() {
    try {
      Path real = home.toRealPath();
      for (Path at = real; at != null; at = at.getParent()) {
        // In a directory such as /tmp others can't replace what isn't theirs.
        require(at, !at.equals(real));
      }
      Path conf = home.resolve("conf").toRealPath();
      if (!conf.startsWith(real)) {
        throw refused(conf, "is outside of it");
      }
      try (Stream<Path> files = Files.walk(conf)) {
        for (Path each : (Iterable<Path>) files::iterator) {
          Path target = each.toRealPath();
          if (!target.startsWith(conf)) {
            throw refused(each, "is a link that leads out of conf");
          }
          require(target, false);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw refused(home, "can't be looked through (%s)".formatted(e.getMessage()));
    }
  }

  private void require(Path path, boolean orSticky) throws IOException {
    Map<String, Object> attributes = Files.readAttributes(path, "unix:uid,mode");
    int owner = (Integer) attributes.get("uid");
    int mode = (Integer) attributes.get("mode");
    if (owner != ROOT && owner != uid) {
      throw refused(path, "belongs to another account (uid=%d)".formatted(owner));
    }
    if ((mode & GROUP_AND_OTHERS_WRITE) != 0 && !(orSticky && (mode & STICKY) != 0)) {
      throw refused(path, "is writable for others (mode=%o)".formatted(mode & 07777));
    }
  }

  private CityLakeException refused(Path path, String why) {
    return new CityLakeException(
        ErrorCode.HOME_NOT_OWNED,
        "Cannot run citylake %s: you call as %s, and %s %s, so this home's policies could be anybody's; name the lake's own home, or have its owner run chown %s and chmod go-w on it (home=%s)"
            .formatted(command, Account.ofProcess(), path, why, Account.ofProcess(), home));
  }
}
