package io.citylake.lake.system;

import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.catalog.Dialect;
import io.citylake.model.TableName;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the catalog database, a page at a time by their key. Between two pages nothing is held
 * there, so who reads slowly hinders nobody; a row shows as it is when its page is read.
 */
public final class StoredRows implements SystemRows {
  private static final int PAGE = 5_000;

  private final CatalogDatabase database;
  private final String from;
  private final List<String> key;
  private final Map<String, StoredColumn> columns = new HashMap<>();
  private final Subject subject;
  private final int page;

  /**
   * Which rows tell of which tables.
   *
   * @param stored the column that says it, as SQL
   * @param values what stands there for some tables
   */
  public record Subject(
      String stored, Function<SortedSet<TableName>, ? extends Collection<String>> values) {
    /** By the tables' own names. */
    public static Subject table(String stored) {
      return new Subject(stored, tables -> tables.stream().map(TableName::toString).toList());
    }
  }

  /**
   * @param from as SQL
   * @param key columns that name a row, as SQL
   */
  public StoredRows(
      CatalogDatabase database,
      String from,
      List<String> key,
      Subject subject,
      List<StoredColumn> columns) {
    this(database, from, key, subject, columns, PAGE);
  }

  StoredRows(
      CatalogDatabase database,
      String from,
      List<String> key,
      Subject subject,
      List<StoredColumn> columns,
      int page) {
    this.database = database;
    this.from = from;
    this.key = List.copyOf(key);
    this.subject = subject;
    this.page = page;
    columns.forEach(each -> this.columns.put(each.name(), each));
  }

  @Override
  public Iterator<@Nullable Object[]> read(Request request) {
    return new Pages(request);
  }

  private StoredColumn column(String name) {
    StoredColumn column = columns.get(name);
    if (column == null) {
      throw new IllegalArgumentException("no column " + name);
    }
    return column;
  }

  /** A row and its key. */
  private record Keyed(List<Object> key, List<@Nullable Object> values) {}

  /** Fetches the next page once the last is handed out. */
  private final class Pages implements Iterator<@Nullable Object[]> {
    private final List<StoredColumn> wanted;
    private final String select;
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();
    private Iterator<Keyed> rows = Collections.emptyIterator();
    private List<Object> last = List.of();
    private boolean ended;

    Pages(Request request) {
      this.wanted = request.columns().stream().map(StoredRows.this::column).toList();
      this.select =
          Stream.concat(key.stream(), wanted.stream().map(StoredColumn::stored))
              .collect(Collectors.joining(", ", "SELECT ", " FROM " + from));
      request.conditions().forEach(this::narrow);
      request.visible().ifPresent(this::only);
    }

    private void narrow(Condition condition) {
      StoredColumn column = columns.get(condition.column());
      if (column == null) {
        return;
      }
      List<Object> bounds = new ArrayList<>();
      for (Object value : condition.values()) {
        Object bound = column.bound(condition.comparison(), value);
        if (bound == null) {
          return;
        }
        bounds.add(bound);
      }
      conditions.add(
          switch (condition.comparison()) {
            case ONE_OF -> oneOf(column.stored(), bounds);
            case AT_LEAST -> column.stored() + byBytes(column) + " >= ?";
            case AT_MOST -> column.stored() + byBytes(column) + " <= ?";
          });
      values.addAll(bounds);
    }

    /** The order of texts of a database's language may pass over their points. */
    private String byBytes(StoredColumn column) {
      return column.isText() && database.dialect() != Dialect.SQLITE ? " COLLATE \"C\"" : "";
    }

    private void only(SortedSet<TableName> tables) {
      Collection<String> named = subject.values().apply(tables);
      conditions.add(named.isEmpty() ? "1 = 0" : oneOf(subject.stored(), named));
      values.addAll(named);
    }

    private static String oneOf(String stored, Collection<?> values) {
      return stored + " IN (" + String.join(",", Collections.nCopies(values.size(), "?")) + ")";
    }

    @Override
    public boolean hasNext() {
      if (!rows.hasNext() && !ended) {
        List<Keyed> next = fetch();
        ended = next.size() < page;
        rows = next.iterator();
      }
      return rows.hasNext();
    }

    @Override
    public @Nullable Object[] next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Keyed row = rows.next();
      last = row.key();
      return row.values().toArray();
    }

    private List<Keyed> fetch() {
      List<String> all = new ArrayList<>(conditions);
      if (!last.isEmpty()) {
        String marks = String.join(",", Collections.nCopies(key.size(), "?"));
        all.add("(" + String.join(", ", key) + ") > (" + marks + ")");
      }
      String sql =
          select
              + (all.isEmpty() ? "" : " WHERE " + String.join(" AND ", all))
              + " ORDER BY "
              + String.join(", ", key)
              + " LIMIT "
              + page;
      return database.call(
          connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql)) {
              int mark = 1;
              for (Object value : values) {
                query.setObject(mark++, value);
              }
              for (Object value : last) {
                query.setObject(mark++, value);
              }
              List<Keyed> found = new ArrayList<>();
              try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                  found.add(keyed(row));
                }
              }
              return found;
            }
          });
    }

    private Keyed keyed(ResultSet row) throws SQLException {
      List<Object> own = new ArrayList<>();
      for (int i = 1; i <= key.size(); i++) {
        own.add(row.getObject(i));
      }
      List<@Nullable Object> cells = new ArrayList<>();
      for (int i = 0; i < wanted.size(); i++) {
        cells.add(wanted.get(i).read(row, key.size() + i + 1));
      }
      return new Keyed(own, cells);
    }
  }
}
