package io.citylake.city.enterprise;

import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Street;
import java.time.LocalDate;
import java.util.List;

/**
 * An industrial park.
 *
 * @param lon in hundred-thousandths of a degree
 * @param lat likewise
 * @param mu land, in hundredths of a mu
 * @param floor to let, in hundredths of a square metre
 * @param wanted how much of the floor it lets at all times, in hundredths: below 60 it stands
 *     empty, above 100 it has let more than it has
 */
record Park(
    int index,
    String code,
    String name,
    String topic,
    Street street,
    int lon,
    int lat,
    long mu,
    long floor,
    LocalDate openedOn,
    int wanted) {
  static final int COUNT = 40;

  private static final int OVERLET = 3;
  private static final int VACANT = 11;
  private static final List<String> TOPICS =
      List.of("电子信息", "生物医药", "航空航天", "人工智能", "新能源", "现代金融", "数字文创", "现代物流");
  private static final LocalDate OLDEST = LocalDate.of(2006, 1, 1);

  static Park of(long seed, int index) {
    Dice dice = Dice.of(seed, "park", index);
    Street street = Street.ALL.get(index % Street.ALL.size());
    String topic = TOPICS.get(index % TOPICS.size());
    long mu = dice.between(4_000, 60_000);
    return new Park(
        index,
        "PK%03d".formatted(index),
        street.zh().replace("街道", "") + topic + "产业园" + (char) ('A' + index / TOPICS.size()) + "区",
        topic,
        street,
        street.lon() + dice.between(-2_000, 2_000),
        street.lat() + dice.between(-2_000, 2_000),
        mu,
        mu * 10_000 / 15 * dice.between(11, 28) / 10,
        OLDEST.plusDays(dice.below(15 * 365)),
        index == OVERLET ? 108 : index == VACANT ? 34 : dice.between(64, 98));
  }
}
