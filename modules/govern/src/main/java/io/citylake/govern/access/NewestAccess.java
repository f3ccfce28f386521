package io.citylake.govern.access;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the newest entries of a log; empty conditions hold for all.
 *
 * @param since from then on
 * @param until before then
 * @param most how many
 */
public record NewestAccess(
    Optional<String> user,
    Optional<Action> action,
    Optional<Instant> since,
    Optional<Instant> until,
    int most) {
  private static final Logger LOG = LoggerFactory.getLogger(NewestAccess.class);

  /** The newest first. Reads files from the last one back, as far as it needs. */
  public List<LoggedAccess> of(Path stateDir) {
    Path directory = HashChainedLog.directory(stateDir);
    List<Path> files = new ArrayList<>(LogFiles.list(directory));
    Collections.reverse(files);
    List<LoggedAccess> found = new ArrayList<>();
    for (Path file : files) {
      // No line is in the file of a day before its own.
      if (found.size() >= most || since.filter(from -> isBefore(file, from)).isPresent()) {
        break;
      }
      Deque<LoggedAccess> last = new ArrayDeque<>();
      int room = most - found.size();
      LogFiles.readFrom(
          directory,
          name(file),
          (of, number, line) -> {
            if (!of.equals(file)) {
              return false;
            }
            read(line, of, number)
                .filter(this::fits)
                .ifPresent(
                    access -> {
                      last.addFirst(access);
                      if (last.size() > room) {
                        last.removeLast();
                      }
                    });
            return true;
          });
      found.addAll(last);
    }
    return List.copyOf(found);
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static boolean isBefore(Path file, Instant from) {
    return name(file).compareTo(from.atZone(ZoneOffset.UTC).toLocalDate().toString()) < 0;
  }

  private static Optional<LoggedAccess> read(String line, Path file, int number) {
    try {
      return Optional.of(LogLine.read(line));
    } catch (IllegalArgumentException e) {
      LOG.warn(
          "A line of the access log can't be read; citylake audit verify tells why ({} line {})",
          file.getFileName(),
          number);
      return Optional.empty();
    }
  }

  private boolean fits(LoggedAccess access) {
    AccessEntry entry = access.entry();
    return user.map(entry.caller().user()::equals).orElse(true)
        && action.map(entry.action()::equals).orElse(true)
        && since.map(from -> !entry.at().isBefore(from)).orElse(true)
        && until.map(entry.at()::isBefore).orElse(true);
  }
}
