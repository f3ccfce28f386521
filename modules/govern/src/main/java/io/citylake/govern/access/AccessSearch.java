package io.citylake.govern.access;

import io.citylake.model.TableName;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds entries; empty conditions hold for all.
 *
 * @param subject a person's number or name, or the hash of either as an entry has it
 */
public record AccessSearch(
    Optional<String> user,
    Optional<TableName> table,
    Optional<Instant> since,
    Optional<String> subject) {
  private static final Logger LOG = LoggerFactory.getLogger(AccessSearch.class);
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{32}");

  /** Goes through the log of a state directory from the first line on. */
  public void forEach(Path stateDir, Consumer<LoggedAccess> found) {
    Path directory = HashChainedLog.directory(stateDir);
    List<Path> files = LogFiles.list(directory);
    if (files.isEmpty()) {
      return;
    }
    ChainHead.requireKnown(directory);
    Optional<Set<String>> hashes = subject.map(each -> hashes(directory, each));
    Predicate<LoggedAccess> fits = line -> fits(line, hashes);
    LogFiles.read(
        directory,
        (file, number, line) -> {
          try {
            LoggedAccess access = LogLine.read(line);
            if (fits.test(access)) {
              found.accept(access);
            }
          } catch (IllegalArgumentException e) {
            LOG.warn(
                "A line of the access log can't be read; citylake audit verify tells why ({} line"
                    + " {})",
                file.getFileName(),
                number);
          }
          return true;
        });
  }

  private static Set<String> hashes(Path directory, String subject) {
    if (HASH.matcher(subject).matches()) {
      return Set.of(subject);
    }
    StatementMask mask = HashChainedLog.mask(directory);
    return SubjectForms.of(subject).stream().map(mask::subject).collect(Collectors.toSet());
  }

  private static boolean names(LoggedAccess line, Set<String> hashes) {
    return line.subjects().stream().anyMatch(hashes::contains)
        || StatementMask.namesMore(line.subjects());
  }

  private boolean fits(LoggedAccess line, Optional<Set<String>> hashes) {
    AccessEntry entry = line.entry();
    return user.map(entry.caller().user()::equals).orElse(true)
        && table
            .map(name -> entry.tables().stream().anyMatch(each -> each.table().equals(name)))
            .orElse(true)
        && since.map(from -> !entry.at().isBefore(from)).orElse(true)
        && hashes.map(any -> names(line, any)).orElse(true);
  }
}
