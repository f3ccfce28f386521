package io.citylake.lake.backup;

import io.citylake.contract.settings.Settings;
import io.citylake.lake.backup.LakeRestore.Over;
import io.citylake.lake.backup.Part.Kind;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.health.Depth;
import io.citylake.lake.io.LocalPaths;
import io.citylake.lake.io.Warehouse;
import io.citylake.model.Sha256;
import io.citylake.model.TableName;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Tries a backup out: restores it to a directory that is gone afterwards, and holds every table
 * against what the backup says. Of one that only refers to rows it reads all that it has, and looks
 * whether the files are where they were. One thread.
 */
public final class BackupDrill {
  private final Archive archive;
  private final Settings settings;

  /**
   * @param settings of the lake that was backed up
   */
  public BackupDrill(Archive archive, Settings settings) {
    this.archive = archive;
    this.settings = settings;
  }

  /**
   * A table that was restored and is the same.
   *
   * @param files of rows
   * @param checksum over the paths and the SHA-256 of these, as they were read back
   */
  public record Same(PointTable table, long files, String checksum) {}

  /**
   * Tries it out.
   *
   * @throws io.citylake.model.CityLakeException ARCHIVE_DAMAGED, ARCHIVE_UNFIT or RESTORE_UNPROVEN
   */
  public List<Same> run(Point point) {
    try {
      for (Part part : point.parts()) {
        // What is of tables is held against its hash as it is restored.
        if (part.isCopied() && !(point.data() && part.isOfTable())) {
          archive.copy(part, OutputStream.nullOutputStream());
        }
      }
      if (!point.data()) {
        return referred(point);
      }
      Path place = Files.createTempDirectory("citylake-drill-");
      try {
        return restored(point, place);
      } finally {
        LocalPaths.deleteTree(place);
      }
    } catch (IOException e) {
      throw Archive.failed("try the backup out", e);
    }
  }

  private List<Same> referred(Point point) {
    PlacedFiles files =
        new PlacedFiles(archive, LocalPaths.path(Warehouse.location(settings.warehouse())));
    point.parts().stream()
        .filter(part -> part.isOfTable() && !part.isCopied())
        .forEach(files::place);
    Map<String, List<Part>> rows = rows(point);
    return point.tables().stream()
        .map(table -> new Same(table, rows.getOrDefault(table.name(), List.of()).size(), ""))
        .toList();
  }

  /** The files of rows, by the names of their tables. */
  private static Map<String, List<Part>> rows(Point point) {
    return point.of(Kind.DATA).stream().collect(Collectors.groupingBy(Part::owner));
  }

  private List<Same> restored(Point point, Path place) throws IOException {
    Settings there = settings.withPlace(place.resolve("state"));
    new LakeRestore(
            archive,
            new LakeRestore.Request(point, new TreeSet<>(), Over.NOTHING, Returning.REFUSED, null),
            there,
            stage -> {})
        .run();
    Path warehouse = LocalPaths.path(Warehouse.location(there.warehouse()));
    List<Same> same = new ArrayList<>();
    try (Lake lake = Lake.open(there)) {
      Proof.require(lake, point.tables(), warehouse, Depth.CONTENT);
    }
    Map<String, List<Part>> rows = rows(point);
    for (PointTable table : point.tables()) {
      TreeMap<String, String> sums = new TreeMap<>();
      for (Part part : rows.getOrDefault(table.name(), List.of())) {
        String sum = PlacedFiles.sha256(warehouse.resolve(part.name()));
        if (!sum.equals(part.sha256())) {
          throw Proof.unproven(
              TableName.parse(table.name()), part.name() + " has other bytes than were copied");
        }
        sums.put(part.name(), sum);
      }
      same.add(new Same(table, sums.size(), Sha256.hex(sums.toString())));
    }
    return same;
  }
}
