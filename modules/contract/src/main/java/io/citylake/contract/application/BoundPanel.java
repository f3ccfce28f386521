package io.citylake.contract.application;

import io.citylake.contract.application.Application.Panel;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A panel's query with values for its parameters. The values go beside the query, never into its
 * text.
 *
 * @param sql with {@code ?} for each value
 * @param values in the order of their places, of the types that {@link PanelParameter#value} gives
 */
public record BoundPanel(Panel panel, String sql, List<@Nullable Object> values) {
  public BoundPanel {
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }

  /**
   * A panel with the values that somebody gave, and fallbacks for the others.
   *
   * @param given by name, as text
   * @param zone of timestamps that state none
   * @throws CityLakeException USAGE where one is missing, is no value of its type, or is none of
   *     the panel's
   */
  public static BoundPanel of(Panel panel, Map<String, String> given, ZoneId zone) {
    return all(List.of(panel), given, zone).get(0);
  }

  /**
   * The panels of an application; each takes of the values those that it has.
   *
   * @throws CityLakeException USAGE; what is missing of any panel is named at once
   */
  public static List<BoundPanel> of(
      Application application, Map<String, String> given, ZoneId zone) {
    return all(application.panels(), given, zone);
  }

  /**
   * A panel over the earlier time that it is compared with; of the values it takes those that it
   * has, which {@link #of} looks at.
   *
   * @throws CityLakeException NOT_COMPARED where it is compared with none; USAGE as {@link #of}
   */
  public static BoundPanel earlier(Panel panel, Map<String, String> given, ZoneId zone) {
    Comparison comparison = panel.look().comparison();
    if (comparison == null) {
      throw new CityLakeException(
          ErrorCode.NOT_COMPARED,
          "Cannot compare the panel %s: it declares no earlier time".formatted(panel.name()));
    }
    return bind(panel, comparison.sql(), given, zone);
  }

  /** A panel with its fallbacks, and null where there is none. */
  public static BoundPanel ofFallbacks(Panel panel, ZoneId zone) {
    return bind(panel, panel.sql(), Map.of(), zone);
  }

  private static List<BoundPanel> all(List<Panel> panels, Map<String, String> given, ZoneId zone) {
    TreeSet<String> known = new TreeSet<>();
    TreeSet<String> missing = new TreeSet<>();
    for (Panel panel : panels) {
      for (PanelParameter parameter : panel.parameters()) {
        known.add(parameter.name());
        if (parameter.required() && !given.containsKey(parameter.name())) {
          missing.add("%s (%s)".formatted(parameter.name(), parameter.type()));
        }
      }
    }
    String who = panels.size() == 1 ? "the panel" : "the panels";
    if (!known.containsAll(given.keySet())) {
      // What was given instead may be anything.
      throw usage(who, "there are no other parameters than %s".formatted(known));
    }
    if (!missing.isEmpty()) {
      throw usage(who, "a value must be given for each of %s".formatted(missing));
    }
    return panels.stream().map(panel -> bind(panel, panel.sql(), given, zone)).toList();
  }

  private static BoundPanel bind(Panel panel, String sql, Map<String, String> given, ZoneId zone) {
    NamedMarkers query = NamedMarkers.parse(sql);
    List<@Nullable Object> values = values(query, panel.parameters(), given, zone);
    return new BoundPanel(panel, query.positional(), values);
  }

  /**
   * Values in the order of a query's markers.
   *
   * @throws CityLakeException USAGE where a text is no value of its type
   */
  static List<@Nullable Object> values(
      NamedMarkers query, List<PanelParameter> parameters, Map<String, String> given, ZoneId zone) {
    Map<String, @Nullable Object> values = new TreeMap<>();
    for (PanelParameter parameter : parameters) {
      String fallback = parameter.fallback();
      String text = given.getOrDefault(parameter.name(), fallback);
      values.put(parameter.name(), text == null ? null : parameter.value(text, zone));
    }
    List<@Nullable Object> placed = new ArrayList<>();
    query.names().forEach(name -> placed.add(values.get(name)));
    return placed;
  }

  private static CityLakeException usage(String who, String why) {
    return new CityLakeException(ErrorCode.USAGE, "Cannot run %s: %s".formatted(who, why));
  }
}
