package io.citylake.publish.plan;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.lake.catalog.WorkspaceIdentity;
import io.citylake.publish.plan.TableDefinition.Kind;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** The properties that a table is made with, each with its reason. */
final class TableProperties {
  static final String GRADE_PREFIX = "citylake.grade.";

  private TableProperties() {}

  static SortedMap<String, String> of(DatasetContract dataset, Kind kind, String workspace) {
    SortedMap<String, String> properties = new TreeMap<>();
    storage(properties);
    properties.put(WorkspaceIdentity.PROPERTY, workspace);
    properties.put("citylake.kind", kind.name().toLowerCase(Locale.ROOT));
    properties.put("comment", comment(dataset, kind));
    properties.put("citylake.title.zh", dataset.title().zh());
    properties.put("citylake.title.en", dataset.title().en());
    properties.put("citylake.owner", dataset.owner());
    properties.put("citylake.layer", dataset.layer());
    properties.put("citylake.grain", dataset.grain());
    properties.put("citylake.write-mode", dataset.writeMode().toString());
    return properties;
  }

  private static void storage(SortedMap<String, String> properties) {
    // Every engine reads version 2.
    properties.put("format-version", "2");
    properties.put("write.format.default", "parquet");
    properties.put("write.parquet.compression-codec", "zstd");
    // Copy-on-write updates can duplicate rows on Spark 4.1 (iceberg #18004), and rewrite whole
    // files for one row.
    properties.put("write.delete.mode", "merge-on-read");
    properties.put("write.update.mode", "merge-on-read");
    properties.put("write.merge.mode", "merge-on-read");
    // Rows are written where they were read: a shuffle costs more than a few more files.
    properties.put("write.distribution-mode", "none");
    properties.put("write.spark.fanout.enabled", "true");
    // A live feed commits every few seconds: without these, metadata files grow without end.
    properties.put("write.metadata.delete-after-commit.enabled", "true");
    properties.put("write.metadata.previous-versions-max", "50");
    // Each commit writes all snapshots anew; compressed it is a tenth of that.
    properties.put("write.metadata.compression-codec", "gzip");
    // A load adds a manifest, and each is a file that every reader opens to plan: Iceberg's own
    // hundred of them take longer than all else.
    properties.put("commit.manifest.min-count-to-merge", "10");
    // Two jobs that commit to one table at once: the later one tries again soon.
    properties.put("commit.retry.num-retries", "10");
    properties.put("commit.retry.min-wait-ms", "50");
    properties.put("commit.retry.max-wait-ms", "2000");
  }

  private static String comment(DatasetContract dataset, Kind kind) {
    String title = dataset.title().both();
    return switch (kind) {
      case DATASET -> title;
      case QUARANTINE -> title + " (quarantine)";
      case TOMBSTONES -> title + " (deleted keys)";
      case DISPLACED -> title + " (displaced rows)";
    };
  }
}
