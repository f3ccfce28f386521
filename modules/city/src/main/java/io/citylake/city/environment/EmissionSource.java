package io.citylake.city.environment;

import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Firm;
import io.citylake.city.entity.Street;
import java.util.List;

/**
 * What emits pollutants into the air. Each station has one source of each kind of {@link Emission}
 * near it, and all others keep away from stations: so who is nearest is known beforehand.
 *
 * @param lon in hundred-thousandths of a degree (WGS 84)
 * @param lat likewise
 */
record EmissionSource(int index, Firm firm, Kind kind, Street street, int lon, int lat) {
  static final int COUNT = 210;

  /** What a source near a station emits, and where it is: 96, 115, 167 and 200 m away. */
  enum Emission {
    VOCS(0, 100, 0),
    PM25(1, -120, 0),
    NO2(2, 0, 150),
    PM10(3, 0, -180);

    private final int number;
    private final int lon;
    private final int lat;

    Emission(int number, int lon, int lat) {
      this.number = number;
      this.lon = lon;
      this.lat = lat;
    }
  }

  record Kind(String zh, String emits) {}

  private static final List<Kind> NEAR =
      List.of(
          new Kind("涂装", "VOCs"),
          new Kind("锅炉", "PM2.5"),
          new Kind("物流园", "NO2"),
          new Kind("施工工地", "PM10"));
  private static final List<Kind> FAR =
      List.of(
          new Kind("锅炉", "NO2、PM2.5、SO2"),
          new Kind("涂装", "VOCs"),
          new Kind("加油站", "VOCs"),
          new Kind("施工工地", "PM10"),
          new Kind("餐饮集聚区", "PM2.5、VOCs"),
          new Kind("物流园", "CO、NO2"));
  private static final int AWAY = 450;

  static EmissionSource of(long seed, int index) {
    Firm firm = Firm.of(seed, 11 + index * 37);
    if (index < AirStation.ALL.size() * NEAR.size()) {
      AirStation station = AirStation.ALL.get(index / NEAR.size());
      Emission emission = Emission.values()[index % NEAR.size()];
      return new EmissionSource(
          index,
          firm,
          NEAR.get(emission.number),
          station.street(),
          station.lon() + emission.lon,
          station.lat() + emission.lat);
    }
    Dice dice = Dice.of(seed, "emission-source", index);
    Kind kind = dice.pick(FAR);
    Street street = dice.pick(Street.ALL);
    int lon;
    int lat;
    do {
      lon = street.lon() + dice.between(-1_500, 1_500);
      lat = street.lat() + dice.between(-1_500, 1_500);
    } while (nearStation(lon, lat));
    return new EmissionSource(index, firm, kind, street, lon, lat);
  }

  /** The code of the source near the station. */
  static String near(AirStation station, Emission emission) {
    return code(station.index() * NEAR.size() + emission.number);
  }

  private static boolean nearStation(int lon, int lat) {
    return AirStation.ALL.stream()
        .anyMatch(s -> Math.abs(s.lon() - lon) < AWAY && Math.abs(s.lat() - lat) < AWAY);
  }

  String code() {
    return code(index);
  }

  private static String code(int index) {
    return "PS%04d".formatted(index + 1);
  }
}
