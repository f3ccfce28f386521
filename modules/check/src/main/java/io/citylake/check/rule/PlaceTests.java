package io.citylake.check.rule;

import io.citylake.contract.dataset.Rule;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code within}: a point in a box or polygon; half a point is none. */
final class PlaceTests {
  /** Whether a longitude and a latitude lie inside or on the border. */
  private interface Region {
    boolean covers(double longitude, double latitude);
  }

  private PlaceTests() {}

  static BoundRule compile(Rule.Within rule, RuleScope scope) {
    int lon = number(rule.lon(), scope);
    int lat = number(rule.lat(), scope);
    Region region = region(rule, scope);
    String outside =
        "expected a place within " + (rule.polygon() == null ? rule.box() : rule.polygon());
    String half = "expected both " + rule.lon() + " and " + rule.lat() + ", found only one";
    RuleTest test =
        (value, row) -> {
          Object x = row[lon];
          Object y = row[lat];
          if (x == null || y == null) {
            return x == null && y == null ? null : half;
          }
          double longitude = ((Number) x).doubleValue();
          double latitude = ((Number) y).doubleValue();
          return region.covers(longitude, latitude) ? null : outside;
        };
    return BoundRule.comparingNulls(rule, test, lon, lat);
  }

  private static Region region(Rule.Within rule, RuleScope scope) {
    List<BigDecimal> box = rule.box();
    if (box != null) {
      if (box.size() != 4
          || box.get(0).compareTo(box.get(2)) > 0
          || box.get(1).compareTo(box.get(3)) > 0) {
        throw new IllegalArgumentException("the box is not west, south, east, north: " + box);
      }
      double west = box.get(0).doubleValue();
      double south = box.get(1).doubleValue();
      double east = box.get(2).doubleValue();
      double north = box.get(3).doubleValue();
      return (x, y) -> x >= west && x <= east && y >= south && y <= north;
    }
    @Nullable Area area = scope.areas().get(rule.polygon());
    if (area == null) {
      throw new IllegalArgumentException("it has neither a box nor a polygon");
    }
    return area::covers;
  }

  private static int number(String column, RuleScope scope) {
    int position = scope.position(column);
    if (!RuleScope.isNumber(scope.type(position))) {
      throw new IllegalArgumentException("column " + column + " is no number");
    }
    return position;
  }
}
