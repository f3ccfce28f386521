package io.citylake.cli.print;

import io.citylake.contract.application.Application;
import io.citylake.contract.application.Application.Panel;
import io.citylake.contract.application.BoundPanel;
import io.citylake.contract.application.Comparison;
import io.citylake.model.CityLakeException;
import io.citylake.run.sql.SqlEngine;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A panel's answer with the values of the earlier time that it is compared with, each in a column
 * after the panel's own: {@code flow_last_week}.
 */
public final class PanelRows {
  private static final Pattern DAY = Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)(.*)", Pattern.DOTALL);

  private final List<String> columns;
  private final Iterator<List<@Nullable Object>> rows;

  private PanelRows(List<String> columns, Iterator<List<@Nullable Object>> rows) {
    this.columns = columns;
    this.rows = rows;
  }

  /** A panel and, where it is compared, the same of the earlier time. */
  public record Asked(BoundPanel now, @Nullable BoundPanel earlier) {
    /**
     * All panels of an application.
     *
     * @param given values of parameters by name, as text
     * @throws CityLakeException USAGE; what is missing of any panel is named at once
     */
    public static List<Asked> all(Application application, Map<String, String> given, ZoneId zone) {
      return BoundPanel.of(application, given, zone).stream()
          .map(each -> of(each, given, zone))
          .toList();
    }

    private static Asked of(BoundPanel now, Map<String, String> given, ZoneId zone) {
      boolean compared = now.panel().look().comparison() != null;
      return new Asked(now, compared ? BoundPanel.earlier(now.panel(), given, zone) : null);
    }

    Panel panel() {
      return now.panel();
    }
  }

  /** Asks for both; the rows come as they are taken. */
  public static PanelRows ask(Asked asked, SqlEngine engine) {
    SqlEngine.Answer now = engine.query(asked.now().sql(), asked.now().values());
    Comparison comparison = asked.panel().look().comparison();
    BoundPanel earlier = asked.earlier();
    if (comparison == null || earlier == null) {
      return new PanelRows(now.columns(), now.rows());
    }
    SqlEngine.Answer before = engine.query(earlier.sql(), earlier.values());
    List<Integer> key = places(before.columns(), comparison.key());
    List<Integer> values = places(before.columns(), comparison.columns());
    Map<List<@Nullable Object>, List<@Nullable Object>> byKey = new HashMap<>();
    while (before.rows().hasNext()) {
      List<@Nullable Object> row = before.rows().next();
      List<@Nullable Object> moved = new ArrayList<>();
      for (int each : key) {
        moved.add(later(comparison, before.columns().get(each), row.get(each)));
      }
      byKey.putIfAbsent(moved, picked(row, values));
    }
    String suffix = "_" + comparison.to().name().toLowerCase(Locale.ROOT);
    List<String> columns = new ArrayList<>(now.columns());
    values.forEach(each -> columns.add(before.columns().get(each) + suffix));
    List<@Nullable Object> none = new ArrayList<>();
    values.forEach(each -> none.add(null));
    Iterator<List<@Nullable Object>> rows =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return now.rows().hasNext();
          }

          @Override
          public List<@Nullable Object> next() {
            List<@Nullable Object> row = now.rows().next();
            List<@Nullable Object> wider = new ArrayList<>(row);
            wider.addAll(byKey.getOrDefault(picked(row, key), none));
            return wider;
          }
        };
    return new PanelRows(columns, rows);
  }

  public List<String> columns() {
    return columns;
  }

  public Iterator<List<@Nullable Object>> rows() {
    return rows;
  }

  private static List<Integer> places(List<String> columns, List<String> names) {
    return names.stream().map(columns::indexOf).filter(each -> each >= 0).toList();
  }

  private static List<@Nullable Object> picked(List<@Nullable Object> row, List<Integer> places) {
    List<@Nullable Object> picked = new ArrayList<>();
    for (int each : places) {
      picked.add(row.get(each));
    }
    return picked;
  }

  /** A day or year of the earlier time as the one that it stands beside; whatever else as it is. */
  static @Nullable Object later(Comparison comparison, String column, @Nullable Object value) {
    if (value instanceof Integer year && column.equals("year")) {
      return year + comparison.to().months() / 12;
    }
    Matcher day = DAY.matcher(String.valueOf(value));
    if (!(value instanceof String) || !day.matches()) {
      return value;
    }
    LocalDate moved =
        LocalDate.parse(day.group(1))
            .plusDays(comparison.to().days())
            .plusMonths(comparison.to().months());
    return moved + day.group(2);
  }

  /** Up to so many rows. */
  List<List<@Nullable Object>> head(int most) {
    List<List<@Nullable Object>> head = new ArrayList<>();
    IntStream.range(0, most)
        .takeWhile(each -> rows.hasNext())
        .forEach(each -> head.add(rows.next()));
    return head;
  }
}
