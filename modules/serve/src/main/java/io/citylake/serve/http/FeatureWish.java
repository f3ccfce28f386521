package io.citylake.serve.http;

import io.citylake.contract.application.PanelParameter;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.map.LayerQuery.Box;
import io.citylake.contract.map.LayerQuery.Window;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.serve.engine.MapView.LayerView;
import io.javalin.http.Context;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What of a layer a request asks: {@code bbox=west,south,east,north}, {@code from} and {@code
 * until} of its time, {@code most} rows.
 */
record FeatureWish(Window window, int most) {
  private static final List<String> PARAMETERS = List.of("bbox", "from", "until", "most");
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,3}(\\.\\d{1,15})?");
  private static final Pattern MOST = Pattern.compile("[1-9]\\d{0,5}");

  /**
   * @throws CityLakeException USAGE
   */
  static FeatureWish read(Context context, LayerView layer, ZoneId zone) {
    context
        .queryParamMap()
        .forEach(
            (name, values) -> {
              if (!PARAMETERS.contains(name) || values.size() != 1) {
                throw usage("of %s each can be given once, and nothing else".formatted(PARAMETERS));
              }
            });
    if (layer.layer().shape() != null && context.queryParam("bbox") != null) {
      throw usage("its lines or areas are in a file, so rows have no place for a bbox");
    }
    String most = context.queryParam("most");
    if (most != null && !MOST.matcher(most).matches()) {
      throw usage("most must be a number of rows from 1 to 999999");
    }
    int largest = layer.layer().most();
    return new FeatureWish(
        new Window(
            box(context.queryParam("bbox")),
            time("from", context, layer, zone),
            time("until", context, layer, zone)),
        most == null ? largest : Math.min(largest, Integer.parseInt(most)));
  }

  private static @Nullable Box box(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String[] sides = text.split(",", 5);
    boolean good = sides.length == 4;
    for (String each : sides) {
      good &= NUMBER.matcher(each).matches();
    }
    if (!good) {
      throw usage("bbox must be west,south,east,north in degrees");
    }
    Box box =
        new Box(
            Double.parseDouble(sides[0]),
            Double.parseDouble(sides[1]),
            Double.parseDouble(sides[2]),
            Double.parseDouble(sides[3]));
    if (box.west() > box.east() || box.south() > box.north()) {
      throw usage("bbox must be west,south,east,north: west is not above east, nor south north");
    }
    return box;
  }

  private static @Nullable Object time(String name, Context context, LayerView layer, ZoneId zone) {
    String text = context.queryParam(name);
    if (text == null) {
      return null;
    }
    String time = layer.layer().time();
    Optional<ColumnContract> column =
        layer.tellsApart(time) && time != null ? layer.find(time) : Optional.empty();
    if (column.isEmpty()) {
      throw usage("the layer has no time, so neither from nor until");
    }
    return new PanelParameter(name, column.get().type(), null).value(text, zone);
  }

  private static CityLakeException usage(String why) {
    return new CityLakeException(ErrorCode.USAGE, "Cannot ask the layer: " + why);
  }
}
