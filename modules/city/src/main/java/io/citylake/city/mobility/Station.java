package io.citylake.city.mobility;

import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Street;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * A metro station in the zone; one on two lines is there once, on the line of most riders.
 *
 * @param order along its line, from 1
 */
record Station(String code, String name, Line line, int order, Street street) {
  /** A line with what one train holds by its design (4 and 6 persons a square metre, seats). */
  enum Line {
    L01("1号线", 1_460, "高新:3 金融城:3 孵化园:2 锦城广场:3 世纪城:3 天府三街:3 天府五街:3 华府大道:4"),
    L02("2号线", 1_460, "天河路:5 百草路:6 金周路:5 金科北路:6"),
    L05("5号线", 2_480, "神仙树:0 市一医院:1 交子大道:2 锦城大道:2 锦城湖:2 大源:2");

    private final String zh;
    private final int capacity;

    /** Names in order, each with the number of its street. */
    private final String names;

    Line(String zh, int capacity, String names) {
      this.zh = zh;
      this.capacity = capacity;
      this.names = names;
    }

    private List<Station> stations() {
      List<Station> stations = new ArrayList<>();
      for (String each : names.split(" ", -1)) {
        int order = stations.size() + 1;
        int colon = each.indexOf(':');
        Street street = Street.ALL.get(Integer.parseInt(each.substring(colon + 1)));
        String code = "%s%02d".formatted(name().substring(1), order);
        stations.add(new Station(code, each.substring(0, colon), this, order, street));
      }
      return stations;
    }

    String zh() {
      return zh;
    }

    int capacity() {
      return capacity;
    }

    /** In the order in which a train calls. */
    List<Station> calls(Direction direction) {
      List<Station> calls = stations();
      if (direction == Direction.DOWN) {
        Collections.reverse(calls);
      }
      return calls;
    }
  }

  /** Up is along the order of the stations. */
  enum Direction {
    UP("上行"),
    DOWN("下行");

    private final String zh;

    Direction(String zh) {
      this.zh = zh;
    }

    String zh() {
      return zh;
    }
  }

  private static final int[] PERCENT = {40, 85, 110, 130};

  static final List<Station> ALL =
      Stream.of(Line.values()).flatMap(line -> line.stations().stream()).toList();

  int lon() {
    return street.lon() + order * 150 - 600;
  }

  int lat() {
    return street.lat() - order * 120;
  }

  /** How full trains leave: 1 easy, 2 busy, 3 crowded, 4 overcrowded. */
  int level(Direction direction, LocalDate day, int hour) {
    if (Road.weekend(day)) {
      return hour >= 10 && hour < 20 ? 2 : 1;
    }
    boolean morning = hour == 7 || hour == 8;
    boolean evening = hour == 17 || hour == 18;
    if (!morning && !evening) {
      return 1;
    }
    boolean towardsWork = (direction == Direction.UP) == morning;
    int extra = line == Line.L01 && order >= 2 && order <= 5 ? 1 : 0;
    return towardsWork ? 2 + extra + (int) Long.remainderUnsigned(Dice.mix(order), 2) : 1 + extra;
  }

  /** Within three percent of the level's middle, so that any sum of trains is of the level. */
  int onboard(Direction direction, LocalDate day, int hour, Dice dice) {
    int percent = PERCENT[level(direction, day, hour) - 1] + dice.between(-3, 4);
    return line.capacity * percent / 100;
  }
}
