package io.citylake.schedule.alert.cause;

import io.citylake.contract.alert.AlertKind;
import io.citylake.contract.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The disks of the state directory and of a local warehouse, of which too little is free. */
public final class DiskCauses implements CauseSource {
  private static final String PREFIX = "disk:";
  private static final long MEGABYTE = 1_000_000;

  private final List<Path> places;
  private final BigDecimal least;

  /**
   * @param least share that must be free
   */
  public DiskCauses(Settings settings, BigDecimal least) {
    this.least = least;
    this.places = new ArrayList<>(List.of(settings.stateDir()));
    if ("file".equals(settings.warehouse().getScheme())) {
      places.add(Path.of(settings.warehouse()));
    }
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public Found look(Collection<String> open, Instant now) {
    List<Cause> causes = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    try {
      for (Path place : places) {
        Path there = existing(place);
        FileStore store = Files.getFileStore(there);
        // Two directories of one disk are one cause.
        if (!seen.contains(store.toString())) {
          seen.add(store.toString());
          look(there, store, now, causes);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return CauseSource.all(causes, open);
  }

  private void look(Path place, FileStore store, Instant now, List<Cause> causes)
      throws IOException {
    long total = store.getTotalSpace();
    long free = store.getUsableSpace();
    if (BigDecimal.valueOf(free).compareTo(least.multiply(BigDecimal.valueOf(total))) >= 0) {
      return;
    }
    String share = percent(free, total);
    causes.add(
        new Cause(
            PREFIX + place,
            AlertKind.DISK,
            "",
            "",
            "",
            "",
            now,
            new Words(
                "%s (%d MB) of the disk of %s is free".formatted(share, free / MEGABYTE, place),
                "%s 所在磁盘只剩 %s（%d MB）可用".formatted(place, share, free / MEGABYTE)),
            "citylake status --all"));
  }

  private static String percent(long free, long total) {
    return total == 0 ? "0%" : free * 100 / total + "%";
  }

  private static Path existing(Path place) {
    Path there = place;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return there;
  }
}
