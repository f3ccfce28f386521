package io.citylake.lake.backup;

import org.jspecify.annotations.Nullable;

/**
 * A table as it is at a point of an archive.
 *
 * @param name {@code theme.table}
 * @param metadata the path below the warehouse of the metadata file that the catalog names
 * @param snapshot that it shows; null where it never had a row
 * @param rows that a reader meets; null where metadata alone doesn't tell
 */
public record PointTable(
    String name, String metadata, String uuid, @Nullable Long snapshot, @Nullable Long rows) {}
