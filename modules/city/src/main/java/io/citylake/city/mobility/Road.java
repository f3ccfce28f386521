package io.citylake.city.mobility;

import io.citylake.city.entity.Dice;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;

/**
 * A road with checkpoints, and how it runs by hour: free at night, full in the rush of working
 * days.
 */
record Road(int index, String code, String name, Kind kind) {
  /** Classes of DB11/T 785-2011, with a speed amid each of its five levels, in tenths of km/h. */
  enum Kind {
    EXPRESSWAY("快速路", 800, 570, 420, 270, 140),
    ARTERIAL("主干路", 480, 350, 250, 175, 110),
    MINOR("次干路", 420, 300, 200, 125, 70);

    private final String zh;
    private final int free;
    private final int easy;
    private final int light;
    private final int medium;
    private final int heavy;

    Kind(String zh, int free, int easy, int light, int medium, int heavy) {
      this.zh = zh;
      this.free = free;
      this.easy = easy;
      this.light = light;
      this.medium = medium;
      this.heavy = heavy;
    }

    private int speed(int level) {
      return switch (level) {
        case 1 -> free;
        case 2 -> easy;
        case 3 -> light;
        case 4 -> medium;
        default -> heavy;
      };
    }

    String zh() {
      return zh;
    }
  }

  static final List<Road> ALL =
      List.of(
          new Road(0, "R01", "天府大道", Kind.ARTERIAL),
          new Road(1, "R02", "益州大道", Kind.ARTERIAL),
          new Road(2, "R03", "剑南大道", Kind.ARTERIAL),
          new Road(3, "R04", "锦城大道", Kind.ARTERIAL),
          new Road(4, "R05", "交子大道", Kind.ARTERIAL),
          new Road(5, "R06", "绕城高速", Kind.EXPRESSWAY),
          new Road(6, "R07", "三环路", Kind.EXPRESSWAY),
          new Road(7, "R08", "天府一街", Kind.MINOR),
          new Road(8, "R09", "天府二街", Kind.MINOR),
          new Road(9, "R10", "天府三街", Kind.MINOR),
          new Road(10, "R11", "天府五街", Kind.MINOR),
          new Road(11, "R12", "盛和一路", Kind.MINOR),
          new Road(12, "R13", "紫荆北路", Kind.MINOR),
          new Road(13, "R14", "西源大道", Kind.ARTERIAL),
          new Road(14, "R15", "百草路", Kind.MINOR),
          new Road(15, "R16", "合作路", Kind.MINOR));

  /** From 1, free, to 5, heavily congested. */
  int level(LocalDate day, int hour) {
    int turn = (int) Long.remainderUnsigned(Dice.mix(index * 31L + hour), 3);
    boolean weekend = weekend(day);
    if (hour < 7 || hour >= 22) {
      return 1;
    }
    boolean rush = hour <= 8 || hour == 17 || hour == 18;
    return rush && !weekend ? 3 + turn : weekend ? 1 + turn / 2 : 1 + turn % 2;
  }

  /** Within 4 % of the level's speed, so that any mean of it is of the level. */
  int speed(LocalDate day, int hour, Dice dice) {
    int middle = kind.speed(level(day, hour));
    int noise = Math.max(1, middle / 25);
    return middle + dice.between(-noise, noise + 1);
  }

  static boolean weekend(LocalDate day) {
    return day.getDayOfWeek().getValue() >= DayOfWeek.SATURDAY.getValue();
  }
}
