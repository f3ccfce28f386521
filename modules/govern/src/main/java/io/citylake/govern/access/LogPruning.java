package io.citylake.govern.access;

import io.citylake.contract.settings.Settings;
import io.citylake.lake.io.StorageFault;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Deletes files of the log that are older than is asked for. The chain then begins behind them;
 * what its first line follows is written down, and signed where there is a key.
 */
public final class LogPruning {
  private LogPruning() {}

  /** How many files went, and the number of the last line in them; zeros for none. */
  public record Pruned(int files, long sequence) {}

  /**
   * Deletes what is older than the settings' {@code keep}; never the last file.
   *
   * @throws CityLakeException METADATA_CORRUPT where the chain isn't whole: nothing is deleted
   */
  public static Pruned prune(Settings settings, Instant now) {
    Path directory = HashChainedLog.directory(settings.stateDir());
    HashChainedLog log = HashChainedLog.open(settings);
    String oldest =
        LocalDate.ofInstant(now.minus(settings.accessLog().keep()), ZoneOffset.UTC) + ".ndjson";
    return HashChainedLog.lock(directory)
        .holding(
            () -> {
              List<Path> files = LogFiles.list(directory);
              List<Path> old =
                  files.stream()
                      .limit(Math.max(0, files.size() - 1))
                      .filter(file -> String.valueOf(file.getFileName()).compareTo(oldest) < 0)
                      .toList();
              if (old.isEmpty()) {
                return new Pruned(0, 0);
              }
              ChainCheck.requireWhole(directory);
              return delete(directory, log, old);
            });
  }

  private static Pruned delete(Path directory, HashChainedLog log, List<Path> old) {
    try {
      List<String> lines = Files.readAllLines(old.get(old.size() - 1));
      String line = lines.get(lines.size() - 1);
      long sequence = LogLine.read(line).sequence();
      log.signedAsPruned(new ChainHead(sequence, Sha256.hex(line), "", 0, ""))
          .writePruned(directory);
      for (Path file : old) {
        Files.delete(file);
      }
      return new Pruned(old.size(), sequence);
    } catch (IOException e) {
      throw new CityLakeException(
          ErrorCode.STORAGE_FAILED, "Cannot prune the access log: " + StorageFault.reason(e), e);
    }
  }
}
