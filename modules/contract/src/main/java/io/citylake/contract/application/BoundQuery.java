package io.citylake.contract.application;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a screen asks beside its panels, with its values: what its window comes to, and what may be
 * chosen.
 *
 * @param sql with {@code ?} for each value
 */
public record BoundQuery(String sql, List<@Nullable Object> values) {
  public BoundQuery {
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }

  /**
   * What asks for the bounds of an application's window.
   *
   * @param given values by name, as text
   * @throws CityLakeException TABLE_NOT_FOUND where it has none; USAGE where a value is none of its
   *     type or of the window's
   */
  public static BoundQuery window(Application application, Map<String, String> given, ZoneId zone) {
    TimeWindow window = application.window();
    if (window == null) {
      throw new CityLakeException(
          ErrorCode.TABLE_NOT_FOUND, "Cannot find the window: the application has none");
    }
    List<String> names = window.parameters().stream().map(PanelParameter::name).toList();
    if (!names.containsAll(given.keySet())) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot tell the window: there are no other parameters than %s".formatted(names));
    }
    NamedMarkers query = NamedMarkers.parse(window.sql());
    return new BoundQuery(
        query.positional(), BoundPanel.values(query, window.parameters(), given, zone));
  }

  /**
   * What asks for the choices of a parameter.
   *
   * @throws CityLakeException TABLE_NOT_FOUND where it has none that are asked for
   */
  public static BoundQuery choices(Application application, String parameter) {
    return application.parameters().stream()
        .filter(each -> each.name().equals(parameter))
        .flatMap(each -> Optional.ofNullable(each.choices()).stream())
        .flatMap(each -> Optional.ofNullable(each.sql()).stream())
        .findFirst()
        .map(sql -> new BoundQuery(sql, List.of()))
        .orElseThrow(
            () ->
                new CityLakeException(
                    ErrorCode.TABLE_NOT_FOUND,
                    "Cannot find choices: the application asks for none of such a parameter"));
  }
}
