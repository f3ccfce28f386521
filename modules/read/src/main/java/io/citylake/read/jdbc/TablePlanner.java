package io.citylake.read.jdbc;

import io.citylake.contract.job.SourceSpec.Incremental;
import io.citylake.contract.job.SourceSpec.Jdbc;
import io.citylake.contract.job.SourceSpec.Partition;
import io.citylake.contract.job.SourceSpec.Product;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Position;
import io.citylake.model.RowOrigin;
import io.citylake.read.file.SourceRoots;
import io.citylake.read.jdbc.Increment.Found;
import io.citylake.read.jdbc.Increment.Part;
import io.citylake.read.jdbc.QueryTask.Chosen;
import io.citylake.read.jdbc.QueryTask.Which;
import io.citylake.read.record.RecordTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks a table for its bounds and cuts it into ranges. With a watermark a run reads what is new by
 * it, see {@link Increment}; a row that is committed late with a lesser one is only met by a
 * look-back.
 */
public final class TablePlanner {
  /** So many rows are counted before they are read, which is quick. */
  private static final long FEW = 100_000;

  /** Of a text's forms those of most rows are asked for. */
  private static final int MOST_FORMS = 100;

  /** A civic record in its database, about. */
  private static final long BYTES_A_ROW = 200;

  private final Jdbc spec;
  private final Database database;
  private final String definition;
  private final List<String> mapped;
  private final String source;

  private TablePlanner(
      Jdbc spec, Database database, String definition, List<String> mapped, String source) {
    this.spec = spec;
    this.database = database;
    this.definition = definition;
    this.mapped = List.copyOf(mapped);
    this.source = source;
  }

  /**
   * A planner for one job; a SQLite file must lie under a source root.
   *
   * @param definition what the job makes of rows, as a hash
   * @param mapped the columns that it makes something of
   */
  public static TablePlanner of(
      Jdbc spec, String definition, List<String> mapped, SourceRoots roots) {
    boolean file = spec.product() == Product.SQLITE;
    String path = file ? roots.localFile(spec.database()).toString() : "";
    String name = file ? path.substring(path.lastIndexOf('/') + 1) : spec.database();
    String product = spec.product().name().toLowerCase(Locale.ROOT);
    return new TablePlanner(
        spec,
        Database.of(spec, path),
        definition,
        mapped,
        product + ":" + name + "/" + spec.table());
  }

  /** Asks for the bounds, and whether there are few rows; reads none but to tell them apart. */
  public JdbcTablePlan plan(Position after, boolean full, Instant now) {
    try (Connection connection = database.open()) {
      Incremental incremental = spec.incremental();
      QueryText table = QueryText.from(database, spec);
      if (incremental == null) {
        Watermark.parse(after, null);
        List<Part> all = List.of(new Part(table, Chosen.ALL, true));
        return plan(connection, all, "all at " + now, Watermark.position(), List.of());
      }
      Optional<Watermark> recorded = Watermark.parse(after, incremental.column());
      Watermark last = full ? null : recorded.orElse(null);
      Reached met = full ? Reached.NOTHING : Watermark.reached(after);
      Increment.Plan increment =
          new Increment(database, incremental, new TableAsking(connection, incremental.column()))
              .after(last, met, table, now);
      Watermark reached = increment.reached();
      String range =
          "(%s, %s] at %s"
              .formatted(
                  last == null ? "" : last.lessen(incremental.lookBack()).value(),
                  reached == null ? "" : reached.value(),
                  now);
      String under = full || after.isStart() ? definition : Watermark.definition(after);
      boolean other = !under.isEmpty() && !under.equals(definition);
      List<String> remarks = new ArrayList<>(increment.remarks());
      if (other) {
        remarks.add(
            "rows were loaded under another mapping of the job; --full-refresh loads them again");
      }
      return plan(
          connection,
          increment.parts(),
          range,
          Watermark.position(incremental.column(), reached, under, increment.met()),
          remarks);
    } catch (SQLException e) {
      throw database.failure(source, e);
    }
  }

  private JdbcTablePlan plan(
      Connection connection, List<Part> parts, String range, Position after, List<String> remarks)
      throws SQLException {
    List<Part> read = new ArrayList<>();
    long rows = 0;
    boolean many = spec.partition() != null;
    for (Part part : parts) {
      if (!part.ordered()) {
        read.add(part);
        rows += part.chosen().rows().size();
        many |= part.chosen().which() == Which.ALL_BUT;
      } else if (spec.partition() != null) {
        // Tables that are asked for in ranges are large, and are not counted.
        for (QueryText each : ranges(connection, part.rows())) {
          read.add(new Part(each, part.chosen(), true));
        }
      } else {
        long count = ask(connection, part.rows().countUpTo(FEW + 1), row -> row.getLong(1));
        many |= count > FEW;
        rows += count;
        // An empty table that is read whole is read: its job wants to hear of that.
        if (count > 0 || spec.incremental() == null) {
          read.add(part);
        }
      }
    }
    return new JdbcTablePlan(
        source,
        after,
        tasks(read, range),
        many || rows > FEW ? 0 : Math.max(1, rows) * BYTES_A_ROW,
        remarks);
  }

  /** Asks the table over one connection. */
  private final class TableAsking implements Increment.Asking {
    private final Connection connection;
    private final String column;
    private List<String> columns = List.of();

    private TableAsking(Connection connection, String column) {
      this.connection = connection;
      this.column = column;
    }

    @Override
    public Optional<Watermark> newest(QueryText rows) {
      try {
        return ask(
            connection,
            rows.select("max(" + database.quoted(column) + ")"),
            row -> Optional.ofNullable(typed(row)).map(value -> Watermark.of(column, value)));
      } catch (SQLException e) {
        throw database.failure(source, e);
      }
    }

    @Override
    public List<TextOrder.Found> forms(QueryText rows) {
      String form = TextOrder.formOf(database.quoted(column), spec.product());
      QueryText query = rows.grouped(form, MOST_FORMS);
      try (PreparedStatement statement = connection.prepareStatement(query.sql())) {
        query.bind(statement, database);
        List<TextOrder.Found> forms = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            forms.add(new TextOrder.Found(row.getString(1), row.getLong(2)));
          }
        }
        return forms;
      } catch (SQLException e) {
        throw database.failure(source, e);
      }
    }

    @Override
    public Optional<Found> digests(QueryText rows, RowForm met, int most) {
      QueryTask task =
          new QueryTask(
              database,
              rows.select(columns()).limited(most + 1),
              new RowOrigin(source, "", source),
              new QueryTask.Share(0, 1, 0),
              Math.max(1, spec.fetchSize()),
              Chosen.ALL);
      List<String> asMet = new ArrayList<>();
      List<String> asKept = new ArrayList<>();
      try (QueryCursor cursor = task.open()) {
        columns = cursor.names();
        RowForm.Digester before = met.digester(columns, source);
        RowForm.Digester now = form().digester(columns, source);
        boolean same = met.equals(form());
        while (cursor.next()) {
          String digest = before.digest(cursor.row());
          asMet.add(digest);
          asKept.add(same ? digest : now.digest(cursor.row()));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return asMet.size() > most
          ? Optional.empty()
          : Optional.of(new Found(RowDigests.of(asMet), RowDigests.of(asKept)));
    }

    @Override
    public RowForm form() {
      return RowForm.of(mapped, columns);
    }
  }

  private @Nullable Object typed(ResultSet result) throws SQLException {
    if (spec.product() == Product.SQLITE) {
      return result.getObject(1);
    }
    String type = result.getMetaData().getColumnTypeName(1).toLowerCase(Locale.ROOT);
    return switch (result.getMetaData().getColumnType(1)) {
      case java.sql.Types.DATE -> result.getObject(1, java.time.LocalDate.class);
      case java.sql.Types.TIMESTAMP, java.sql.Types.TIMESTAMP_WITH_TIMEZONE ->
          type.equals("timestamptz")
              ? result.getObject(1, OffsetDateTime.class)
              : result.getObject(1, java.time.LocalDateTime.class);
      default -> result.getObject(1);
    };
  }

  private String columns() {
    return spec.columns().isEmpty()
        ? "*"
        : spec.columns().stream().map(database::quoted).collect(Collectors.joining(", "));
  }

  private List<RecordTask> tasks(List<Part> parts, String range) {
    RowOrigin origin = new RowOrigin(source, range, source);
    long rate = spec.rowsPerSecond();
    long each = rate == 0 ? 0 : Math.max(1, rate / Math.max(1, parts.size()));
    List<RecordTask> tasks = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      tasks.add(
          new QueryTask(
              database,
              parts.get(i).rows().select(columns()),
              origin,
              new QueryTask.Share(i, parts.size(), each),
              Math.max(1, spec.fetchSize()),
              parts.get(i).chosen()));
    }
    return tasks;
  }

  private List<QueryText> ranges(Connection connection, QueryText rows) throws SQLException {
    Partition partition = spec.partition();
    if (partition == null || partition.count() < 2) {
      return List.of(rows);
    }
    String column = database.quoted(partition.column());
    return ask(
        connection,
        rows.select("min(" + column + "), max(" + column + ")"),
        row -> {
          Object least = row.getObject(1);
          Object most = row.getObject(2);
          return least == null || most == null
              ? List.of(rows)
              : cut(rows, partition, whole(least, partition), whole(most, partition));
        });
  }

  /** What is read of an answer's only row. */
  @FunctionalInterface
  private interface Reading<T> {
    T of(ResultSet row) throws SQLException;
  }

  private <T> T ask(Connection connection, QueryText query, Reading<T> reading)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query.sql())) {
      query.bind(statement, database);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return reading.of(row);
      }
    }
  }

  private BigInteger whole(Object value, Partition partition) {
    if (!(value instanceof Number)) {
      throw new CityLakeException(
          ErrorCode.SETTING_INVALID,
          "Cannot read %s in ranges: partition.column must be numeric (column=%s)"
              .formatted(source, partition.column()));
    }
    return new BigDecimal(value.toString()).setScale(0, RoundingMode.FLOOR).toBigInteger();
  }

  /** Numbers only go into the text, and come from the database itself. */
  private List<QueryText> cut(
      QueryText rows, Partition partition, BigInteger least, BigInteger most) {
    String column = database.quoted(partition.column());
    BigInteger span = most.subtract(least).add(BigInteger.ONE);
    int count = span.min(BigInteger.valueOf(partition.count())).intValueExact();
    List<QueryText> ranges = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String from = edge(least, span, i, count);
      String until = edge(least, span, i + 1, count);
      String condition;
      if (count == 1) {
        return List.of(rows);
      } else if (i == 0) {
        condition = "(%s < %s OR %s IS NULL)".formatted(column, until, column);
      } else if (i == count - 1) {
        condition = "%s >= %s".formatted(column, from);
      } else {
        condition = "%s >= %s AND %s < %s".formatted(column, from, column, until);
      }
      ranges.add(rows.and(condition, List.of()));
    }
    return ranges;
  }

  private static String edge(BigInteger least, BigInteger span, int i, int count) {
    return least
        .add(span.multiply(BigInteger.valueOf(i)).divide(BigInteger.valueOf(count)))
        .toString();
  }
}
