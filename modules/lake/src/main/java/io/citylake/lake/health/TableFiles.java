package io.citylake.lake.health;

import io.citylake.lake.health.StoredFile.Kind;
import io.citylake.lake.io.FileDamage;
import io.citylake.lake.metadata.TableRefs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;

/**
 * Goes through all files that a table's metadata names, each once, from the metadata file down: a
 * file that is not sound is not opened to find those below it.
 */
final class TableFiles {
  private final Table table;
  private final TableMetadata metadata;
  private final Check check;
  private final BiConsumer<StoredFile, String> unreadable;

  /** Looks at a file, and tells of what is wrong itself. */
  interface Check {
    /** Called once for each file; says whether it is sound. */
    boolean look(StoredFile file);
  }

  /**
   * @param unreadable is told of a sound manifest or list that Iceberg can't read
   */
  TableFiles(Table table, Check check, BiConsumer<StoredFile, String> unreadable) {
    this.table = table;
    this.metadata = TableRefs.operations(table).current();
    this.check = check;
    this.unreadable = unreadable;
  }

  void visit() {
    SortedSet<Long> none = new TreeSet<>();
    check.look(new StoredFile(Kind.METADATA, metadata.metadataFileLocation(), none));
    metadata
        .previousFiles()
        .forEach(file -> check.look(new StoredFile(Kind.EARLIER_METADATA, file.file(), none)));
    metadata
        .statisticsFiles()
        .forEach(
            file ->
                check.look(
                    new StoredFile(
                        Kind.STATISTICS,
                        file.path(),
                        file.fileSizeInBytes(),
                        new TreeSet<>(List.of(file.snapshotId())),
                        null)));
    Map<String, ManifestFile> manifests = new LinkedHashMap<>();
    Map<String, SortedSet<Long>> snapshots = new LinkedHashMap<>();
    for (Snapshot snapshot : metadata.snapshots()) {
      for (ManifestFile manifest : manifests(snapshot)) {
        manifests.put(manifest.path(), manifest);
        snapshots
            .computeIfAbsent(manifest.path(), path -> new TreeSet<>())
            .add(snapshot.snapshotId());
      }
    }
    Map<String, ContentFile<?>> contents = new LinkedHashMap<>();
    for (ManifestFile manifest : manifests.values()) {
      SortedSet<Long> readers = Objects.requireNonNull(snapshots.get(manifest.path()));
      for (ContentFile<?> content : contents(manifest, readers)) {
        contents.putIfAbsent(content.location(), content);
        snapshots.computeIfAbsent(content.location(), path -> new TreeSet<>()).addAll(readers);
      }
    }
    contents.forEach(
        (location, content) ->
            check.look(
                new StoredFile(
                    content.content() == FileContent.DATA ? Kind.DATA : Kind.DELETES,
                    location,
                    content.fileSizeInBytes(),
                    Objects.requireNonNull(snapshots.get(location)),
                    content)));
  }

  private List<ManifestFile> manifests(Snapshot snapshot) {
    StoredFile list =
        new StoredFile(
            Kind.MANIFEST_LIST,
            snapshot.manifestListLocation(),
            new TreeSet<>(List.of(snapshot.snapshotId())));
    if (!check.look(list)) {
      return List.of();
    }
    try {
      return snapshot.allManifests(table.io());
    } catch (RuntimeException e) {
      unreadable.accept(list, FileDamage.reason(e));
      return List.of();
    }
  }

  private List<ContentFile<?>> contents(ManifestFile manifest, SortedSet<Long> readers) {
    StoredFile file =
        new StoredFile(Kind.MANIFEST, manifest.path(), manifest.length(), readers, null);
    List<ContentFile<?>> contents = new ArrayList<>();
    if (check.look(file)) {
      try (ManifestReader<? extends ContentFile<?>> found =
          manifest.content() == ManifestContent.DATA
              ? ManifestFiles.read(manifest, table.io(), table.specs())
              : ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
        found.forEach(content -> contents.add(content.copy()));
      } catch (IOException | RuntimeException e) {
        unreadable.accept(file, FileDamage.reason(e));
      }
    }
    return contents;
  }
}
