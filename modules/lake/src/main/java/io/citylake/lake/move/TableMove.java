package io.citylake.lake.move;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RewriteTablePathUtil;
import org.apache.iceberg.RewriteTablePathUtil.PositionDeleteReaderWriter;
import org.apache.iceberg.RewriteTablePathUtil.RewriteResult;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadata.MetadataLogEntry;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DeleteSchemaUtil;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.jspecify.annotations.Nullable;

/**
 * Writes anew, beside the table, each of its files that names others: metadata of every version,
 * manifest lists, manifests and position deletes. Rows stay where they are.
 */
final class TableMove {
  private final String table;
  private final Place place;
  private final Path staging;
  private final FileIO files;
  private final Map<String, ManifestFile> manifests = new LinkedHashMap<>();
  private final Map<String, Long> lengths = new HashMap<>();
  private final Map<String, Long> deletions = new HashMap<>();

  /**
   * @param staging where files are written, under the path that they have below the warehouse
   */
  TableMove(String table, Place place, Path staging) {
    this.table = table;
    this.place = place;
    this.staging = staging;
    this.files = place.files();
  }

  /**
   * Stages the table.
   *
   * @param current the metadata file that the catalog names
   * @throws CityLakeException STORAGE_FAILED where a file didn't come along
   */
  void stage(String current) {
    try {
      TableMetadata now = TableMetadataParser.read(files, current);
      Map<String, TableMetadata> versions = versions(current, now);
      Map<Long, Snapshot> snapshots = new LinkedHashMap<>();
      for (TableMetadata version : versions.values()) {
        version.snapshots().stream()
            .filter(each -> isThere(now, each))
            .forEach(each -> snapshots.putIfAbsent(each.snapshotId(), each));
      }
      for (Snapshot snapshot : snapshots.values()) {
        snapshot.allManifests(files).forEach(each -> manifests.putIfAbsent(each.path(), each));
      }
      for (ManifestFile manifest : manifests.values()) {
        stage(now, snapshots.keySet(), manifest);
      }
      for (Snapshot snapshot : snapshots.values()) {
        String list = snapshot.manifestListLocation();
        RewriteTablePathUtil.rewriteManifestList(
            snapshot, files, now, lengths, place.from(), place.to(), staging.toString(), at(list));
      }
      for (Map.Entry<String, TableMetadata> version : versions.entrySet()) {
        TableMetadataParser.write(
            RewriteTablePathUtil.replacePaths(version.getValue(), place.from(), place.to()),
            files.newOutputFile(at(version.getKey())));
      }
    } catch (CityLakeException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw failed(String.valueOf(e.getMessage()), e);
    }
  }

  /** Earlier versions name snapshots that have expired since, with their files. */
  private boolean isThere(TableMetadata now, Snapshot snapshot) {
    return now.snapshot(snapshot.snapshotId()) != null
        || Files.exists(place.here(snapshot.manifestListLocation()));
  }

  /** The current one, and those before it that are still there. */
  private Map<String, TableMetadata> versions(String current, TableMetadata now) {
    Map<String, TableMetadata> versions = new LinkedHashMap<>();
    versions.put(current, now);
    for (MetadataLogEntry before : now.previousFiles()) {
      if (Files.exists(place.here(before.file()))) {
        versions.put(before.file(), TableMetadataParser.read(files, before.file()));
      }
    }
    return versions;
  }

  private void stage(TableMetadata now, Set<Long> snapshots, ManifestFile manifest)
      throws IOException {
    Map<Integer, PartitionSpec> specs = now.specsById();
    OutputFile to = files.newOutputFile(at(manifest.path()));
    if (manifest.content() == ManifestContent.DATA) {
      try (ManifestReader<? extends ContentFile<?>> reader =
          ManifestFiles.read(manifest, files, specs)) {
        reader.forEach(file -> require(manifest, file));
      }
      lengths.putAll(
          RewriteTablePathUtil.rewriteDataManifest(
                  manifest,
                  snapshots,
                  to,
                  files,
                  now.formatVersion(),
                  specs,
                  place.from(),
                  place.to())
              .rewrittenManifestLengths());
      return;
    }
    for (DeleteFile deletes : deletes(manifest, specs)) {
      if (deletes.content() == FileContent.POSITION_DELETES
          && !deletions.containsKey(deletes.location())) {
        long length =
            RewriteTablePathUtil.rewritePositionDelete(
                deletes,
                files.newOutputFile(at(deletes.location())),
                files,
                specs.get(deletes.specId()),
                place.from(),
                place.to(),
                new ParquetDeletes());
        deletions.put(deletes.location(), length);
      }
    }
    RewriteResult<DeleteFile> rewritten =
        RewriteTablePathUtil.rewriteDeleteManifest(
            manifest,
            snapshots,
            to,
            files,
            now.formatVersion(),
            specs,
            place.from(),
            place.to(),
            staging.toString(),
            deletions);
    lengths.putAll(rewritten.rewrittenManifestLengths());
  }

  private List<DeleteFile> deletes(ManifestFile manifest, Map<Integer, PartitionSpec> specs)
      throws IOException {
    List<DeleteFile> deletes = new ArrayList<>();
    try (ManifestReader<DeleteFile> reader =
        ManifestFiles.readDeleteManifest(manifest, files, specs)) {
      for (DeleteFile each : reader) {
        require(manifest, each);
        deletes.add(each.copy());
      }
    }
    return deletes;
  }

  /**
   * A file must have come along, and Iceberg's rewriting forgets the order of one that was given
   * another's: a compaction while rows were deleted does that.
   */
  private void require(ManifestFile manifest, ContentFile<?> file) {
    if (!Files.exists(place.here(file.location()))) {
      throw failed(
          "a file of it didn't come along (file=%s); copy the whole warehouse again"
              .formatted(place.here(file.location())),
          null);
    }
    Long at = file.dataSequenceNumber();
    if (at != null
        && file.fileSequenceNumber() != null
        && file.fileSequenceNumber() == manifest.sequenceNumber()
        && !at.equals(file.fileSequenceNumber())) {
      throw failed(
          "a file of it was compacted under an earlier number, which a move would lose (file=%s); keep the lake at %s"
              .formatted(file.location(), place.from()),
          null);
    }
  }

  private String at(String location) {
    return staging.resolve(place.relative(location)).toString();
  }

  private CityLakeException failed(String why, @Nullable Exception cause) {
    return new CityLakeException(
        ErrorCode.STORAGE_FAILED,
        "Cannot move table %s: %s; nothing was changed".formatted(table, why),
        cause);
  }

  /** As Spark writes them for us: paths and places, without rows. */
  private static final class ParquetDeletes implements PositionDeleteReaderWriter {
    private static final long serialVersionUID = 1L;

    @Override
    public CloseableIterable<Record> reader(InputFile file, FileFormat format, PartitionSpec spec) {
      requireParquet(format);
      Schema schema = DeleteSchemaUtil.posDeleteReadSchema(spec.schema());
      return Parquet.read(file)
          .project(schema)
          .createReaderFunc(found -> GenericParquetReaders.buildReader(schema, found))
          .build();
    }

    @Override
    public PositionDeleteWriter<Record> writer(
        OutputFile file, FileFormat format, PartitionSpec spec, StructLike partition)
        throws IOException {
      requireParquet(format);
      return Parquet.writeDeletes(file)
          .createWriterFunc(GenericParquetWriter::create)
          .withPartition(partition)
          .withSpec(spec)
          .buildPositionWriter();
    }

    private static void requireParquet(FileFormat format) {
      if (format != FileFormat.PARQUET) {
        throw new UnsupportedOperationException("its deletions are in files of format " + format);
      }
    }
  }
}
