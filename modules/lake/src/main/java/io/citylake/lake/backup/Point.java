package io.citylake.lake.backup;

import io.citylake.model.TableName;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One backup in an archive.
 *
 * @param id its name, which sorts by time
 * @param at when its catalog was read
 * @param workspace whose it is
 * @param warehouse where its tables say that their files are
 * @param data whether data files are in the archive; else they are referred to
 * @param keys whether keys are in it
 */
public record Point(
    String id,
    Instant at,
    String workspace,
    String warehouse,
    boolean data,
    boolean keys,
    List<PointTable> tables,
    List<Part> parts) {
  public Point {
    tables = List.copyOf(tables);
    parts = List.copyOf(parts);
  }

  /** Those of a kind. */
  List<Part> of(Part.Kind kind) {
    return parts.stream().filter(part -> part.kind() == kind).toList();
  }

  /** The tables of themes, by name. */
  SortedMap<TableName, PointTable> byName() {
    SortedMap<TableName, PointTable> byName = new TreeMap<>();
    for (PointTable each : tables) {
      byName.put(TableName.parse(each.name()), each);
    }
    return byName;
  }

  /** The bytes of what is in the archive for it, things that it has twice counted once. */
  public long bytes() {
    return parts.stream()
        .filter(Part::isCopied)
        .collect(Collectors.toMap(Part::sha256, Part::length, (a, b) -> a))
        .values()
        .stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  /** How many files of tables it names. */
  public long files() {
    return parts.stream().filter(Part::isOfTable).count();
  }
}
