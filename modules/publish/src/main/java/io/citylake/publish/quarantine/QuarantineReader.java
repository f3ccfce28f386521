package io.citylake.publish.quarantine;

import io.citylake.lake.catalog.Lake;
import io.citylake.lake.io.StorageFault;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JudgedLayout;
import io.citylake.model.QuarantineColumn;
import io.citylake.model.QuarantineStatus;
import io.citylake.model.Reason;
import io.citylake.model.TableName;
import io.citylake.publish.commit.SideTables;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/**
 * Reads quarantine tables without Spark. It shows what is published: a run whose target is
 * published counts, even where its quarantine's own commit is still to come.
 */
public final class QuarantineReader {
  private final Lake lake;

  public QuarantineReader(Lake lake) {
    this.lake = lake;
  }

  /**
   * The tables that have a quarantine, each with a text that becomes another whenever what is
   * published of it changes. Reads no file.
   */
  public SortedMap<TableName, String> states() {
    SortedMap<TableName, String> locations = lake.locations();
    SortedMap<TableName, String> states = new TreeMap<>();
    locations.forEach(
        (table, location) -> {
          if (table.isQuarantine()) {
            TableName target = table.target();
            states.put(target, location + " " + locations.getOrDefault(target, ""));
          }
        });
    return states;
  }

  /** A table's counts by job, status and reason, in this order. */
  public List<QuarantineSummary> summarize(TableName target) {
    Map<Group, Counter> groups = new TreeMap<>();
    scan(
        target,
        QuarantineQuery.all(),
        Stream.of(
                QuarantineColumn.JOB,
                QuarantineColumn.STATUS,
                QuarantineColumn.REASONS,
                QuarantineColumn.REFUSED_AT)
            .map(QuarantineColumn::column)
            .toList(),
        record -> {
          Instant refused = instant(record, QuarantineColumn.REFUSED_AT);
          for (String reason : labels(record)) {
            Group group = new Group(text(record, QuarantineColumn.JOB), status(record), reason);
            groups.computeIfAbsent(group, key -> new Counter()).count(refused);
          }
          return true;
        });
    return groups.entrySet().stream()
        .map(entry -> entry.getKey().summary(target, entry.getValue()))
        .toList();
  }

  /** The rows themselves; in no promised order. */
  public List<QuarantinedRow> list(QuarantineQuery query) {
    List<QuarantinedRow> rows = new ArrayList<>();
    for (TableName target : targets(query)) {
      scan(
          target,
          query,
          List.of("*"),
          record -> {
            if (rows.size() < query.limit()
                && (query.reason() == null || labels(record).contains(query.reason()))) {
              rows.add(row(target, record));
            }
            return rows.size() < query.limit();
          });
    }
    return rows;
  }

  /** Takes a record, and says whether to go on. */
  private interface Visitor {
    boolean visit(Record record);
  }

  private void scan(
      TableName target, QuarantineQuery query, List<String> columns, Visitor visitor) {
    Table table = lake.catalog().loadTable(Lake.identifier(target.quarantine()));
    Long snapshot = published(target, table);
    if (snapshot == null) {
      return;
    }
    IcebergGenerics.ScanBuilder scan =
        IcebergGenerics.read(table).useSnapshot(snapshot).where(filter(query));
    if (!columns.equals(List.of("*"))) {
      scan = scan.select(withFilterColumns(columns, query));
    }
    try (CloseableIterable<Record> records = scan.build()) {
      for (Record record : records) {
        if (!visitor.visit(record)) {
          return;
        }
      }
    } catch (IOException e) {
      throw new CityLakeException(
          ErrorCode.STORAGE_FAILED,
          "Cannot read the quarantine of table %s: %s".formatted(target, StorageFault.reason(e)),
          e);
    }
  }

  private static List<String> withFilterColumns(List<String> columns, QuarantineQuery query) {
    List<String> all = new ArrayList<>(columns);
    if (!query.ids().isEmpty()) {
      all.add(QuarantineColumn.ID.column());
    }
    return all;
  }

  private static Expression filter(QuarantineQuery query) {
    Expression filter = Expressions.alwaysTrue();
    if (query.status() != null) {
      filter = Expressions.and(filter, equal(QuarantineColumn.STATUS, query.status()));
    }
    if (query.job() != null) {
      filter = Expressions.and(filter, equal(QuarantineColumn.JOB, query.job()));
    }
    if (!query.ids().isEmpty()) {
      filter =
          Expressions.and(
              filter, Expressions.in(QuarantineColumn.ID.column(), query.ids().toArray()));
    }
    if (!query.replayOf().isEmpty()) {
      filter =
          Expressions.and(
              filter,
              Expressions.in(QuarantineColumn.REPLAY_OF.column(), query.replayOf().toArray()));
    }
    return filter;
  }

  private static Expression equal(QuarantineColumn column, Object value) {
    return Expressions.equal(column.column(), value.toString());
  }

  /** Main, or the branch that the target's last commit published and nobody fast-forwarded yet. */
  private @Nullable Long published(TableName target, Table quarantine) {
    TableMetadata metadata = TableRefs.refresh(quarantine);
    Long snapshot = TableRefs.head(metadata, TableRefs.MAIN);
    Optional<Table> published = find(target);
    if (published.isEmpty()) {
      return snapshot;
    }
    for (SideTables.Pending pending : SideTables.parse(TableRefs.refresh(published.get()))) {
      Long head = TableRefs.head(metadata, pending.branch());
      if (head != null && pending.table().equals(target.quarantine().toString())) {
        snapshot = head;
      }
    }
    return snapshot;
  }

  private Optional<Table> find(TableName name) {
    try {
      return Optional.of(lake.catalog().loadTable(Lake.identifier(name)));
    } catch (NoSuchTableException e) {
      return Optional.empty();
    }
  }

  private List<TableName> targets(QuarantineQuery query) {
    return states().keySet().stream()
        .filter(target -> query.table() == null || target.equals(query.table()))
        .toList();
  }

  private static List<String> labels(Record record) {
    List<String> labels = reasons(record).stream().map(Reason::label).distinct().toList();
    return labels.isEmpty() ? List.of("") : labels;
  }

  private static List<Reason> reasons(Record record) {
    List<Reason> reasons = new ArrayList<>();
    if (record.getField(QuarantineColumn.REASONS.column()) instanceof List<?> all) {
      for (Object each : all) {
        Record reason = (Record) each;
        reasons.add(
            new Reason(
                text(reason, JudgedLayout.REASON_COLUMN),
                textOrNull(reason, JudgedLayout.REASON_VALUE),
                text(reason, JudgedLayout.REASON_RULE),
                text(reason, JudgedLayout.REASON_MESSAGE)));
      }
    }
    return reasons;
  }

  private static QuarantinedRow row(TableName target, Record record) {
    return new QuarantinedRow(
        target,
        text(record, QuarantineColumn.ID),
        text(record, QuarantineColumn.JOB),
        textOrNull(record, QuarantineColumn.SOURCE),
        (Long) record.getField(QuarantineColumn.PLACE.column()),
        textOrNull(record, QuarantineColumn.RAW),
        reasons(record),
        text(record, QuarantineColumn.RUN_ID),
        instant(record, QuarantineColumn.REFUSED_AT),
        status(record),
        (Integer) record.getField(QuarantineColumn.ATTEMPT.column()),
        textOrNull(record, QuarantineColumn.REPLAY_OF),
        textOrNull(record, QuarantineColumn.RESOLVED_RUN_ID),
        record.getField(QuarantineColumn.RESOLVED_AT.column()) == null
            ? null
            : instant(record, QuarantineColumn.RESOLVED_AT),
        textOrNull(record, QuarantineColumn.RESOLVED_BY),
        textOrNull(record, QuarantineColumn.NOTE),
        textOrNull(record, QuarantineColumn.FINGERPRINT));
  }

  private static QuarantineStatus status(Record record) {
    return QuarantineStatus.parse(text(record, QuarantineColumn.STATUS));
  }

  private static String text(Record record, QuarantineColumn column) {
    return text(record, column.column());
  }

  private static @Nullable String textOrNull(Record record, QuarantineColumn column) {
    return textOrNull(record, column.column());
  }

  private static String text(Record record, String field) {
    return java.util.Objects.requireNonNullElse(textOrNull(record, field), "");
  }

  private static @Nullable String textOrNull(Record record, String field) {
    return (String) record.getField(field);
  }

  private static Instant instant(Record record, QuarantineColumn column) {
    return ((OffsetDateTime) record.getField(column.column())).toInstant();
  }

  private record Group(String job, QuarantineStatus status, String reason)
      implements Comparable<Group> {
    QuarantineSummary summary(TableName table, Counter counter) {
      return new QuarantineSummary(table, job, status, reason, counter.rows, counter.oldest);
    }

    @Override
    public int compareTo(Group other) {
      return Comparator.comparing(Group::job)
          .thenComparing(group -> group.status().toString())
          .thenComparing(Group::reason)
          .compare(this, other);
    }
  }

  private static final class Counter {
    private long rows;
    private Instant oldest = Instant.MAX;

    void count(Instant refused) {
      rows++;
      oldest = refused.isBefore(oldest) ? refused : oldest;
    }
  }
}
