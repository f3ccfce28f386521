package io.citylake.lake.catalog;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;

/**
 * Looks for the file that is at fault once a table could not be read: Iceberg's own messages often
 * do not name it.
 */
public final class TableDamage {
  private TableDamage() {}

  /**
   * The first missing, truncated or unreadable file under main: manifest list, manifests, then data
   * files by existence and length. Reads every manifest, so it is for failures only.
   */
  public static Optional<String> find(Table table) {
    Snapshot snapshot = table.currentSnapshot();
    if (snapshot == null) {
      return Optional.empty();
    }
    List<ManifestFile> manifests;
    try {
      manifests = snapshot.allManifests(table.io());
    } catch (RuntimeException e) {
      return Optional.of(snapshot.manifestListLocation());
    }
    for (ManifestFile manifest : manifests) {
      Optional<String> damaged = find(table, manifest);
      if (damaged.isPresent()) {
        return damaged;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> find(Table table, ManifestFile manifest) {
    try (ManifestReader<? extends ContentFile<?>> files = open(table, manifest)) {
      for (ContentFile<?> file : files) {
        if (!isWhole(table.io(), file)) {
          return Optional.of(file.location());
        }
      }
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(manifest.path());
    }
  }

  private static ManifestReader<? extends ContentFile<?>> open(Table table, ManifestFile manifest) {
    return manifest.content() == ManifestContent.DATA
        ? ManifestFiles.read(manifest, table.io(), table.specs())
        : ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs());
  }

  private static boolean isWhole(FileIO io, ContentFile<?> file) {
    InputFile input = io.newInputFile(file.location());
    return input.exists() && input.getLength() == file.fileSizeInBytes();
  }
}
