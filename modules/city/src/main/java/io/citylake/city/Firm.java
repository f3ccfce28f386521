package io.citylake.city;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A firm as it is when first registered; the same index is the same firm in every theme.
 *
 * @param capital in yuan
 */
record Firm(
    int index,
    String creditCode,
    String name,
    String legalPerson,
    long capital,
    Industry industry,
    Street street,
    LocalDate registeredOn,
    String phone) {
  /** Firms that exist when the city is founded. */
  static final int COUNT = 12_000;

  private static final int SPOILED_CODE_EVERY = 600;
  private static final LocalDate OLDEST = LocalDate.of(1992, 1, 2);
  private static final List<String> FIRST =
      List.of(
          "蓉", "天府", "锦", "蜀", "川", "高新", "云", "智", "华", "瑞", "中", "新", "科", "金", "联", "创", "远",
          "恒", "盛", "博", "星", "海", "安", "泰");
  private static final List<String> SECOND =
      List.of(
          "达", "信", "通", "航", "芯", "源", "图", "成", "宇", "诚", "洋", "捷", "康", "能", "辰", "微", "邦", "鼎",
          "睿", "合", "景", "润", "力", "讯");

  private static final List<String> FORMS = List.of("有限公司", "有限责任公司", "股份有限公司", "科技有限公司");

  static Firm of(long seed, int index) {
    Dice dice = Dice.of(seed, "firm", index);
    Industry industry = Industry.draw(dice);
    String name = "成都" + dice.pick(FIRST) + dice.pick(SECOND) + industry.trade() + dice.pick(FORMS);
    String code = CreditCode.of(seed, index);
    LocalDate registered =
        OLDEST.plusDays(dice.below((int) ChronoUnit.DAYS.between(OLDEST, CityRequest.FOUNDED)));
    return new Firm(
        index,
        index % SPOILED_CODE_EVERY == 7 ? CreditCode.spoiled(code) : code,
        name,
        Person.name(dice),
        10_000L * (dice.chance(500) ? dice.between(5_000, 100_000) : dice.between(10, 2_000)),
        industry,
        dice.pick(Street.ALL),
        registered,
        Person.mobile(dice));
  }

  Firm foundedOn(LocalDate day) {
    return new Firm(index, creditCode, name, legalPerson, capital, industry, street, day, phone);
  }

  /** Whether its code has a wrong check character, as some genuine ones have. */
  boolean spoiledCode() {
    return index % SPOILED_CODE_EVERY == 7;
  }
}
