package io.citylake.city.entity;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A firm as it is when first registered; the same index is the same firm in every theme, and its
 * credit code the key of all.
 *
 * <p>The town {@link Street#TOWN} has exactly 1,809 industrial firms (section C), of which 205 sell
 * for more than 20 million yuan a year, 53 for more than 100 million, and 5 are listed. The
 * register never closes or moves one of them, and nobody founds or moves another one there, so
 * these numbers hold at every time. See {@link FirmRank}.
 *
 * @param capital in yuan
 * @param revenue of a year, in yuan; no firm is near a threshold
 * @param listed on a stock exchange
 */
public record Firm(
    int index,
    String creditCode,
    String name,
    String legalPerson,
    long capital,
    Industry industry,
    Street street,
    LocalDate registeredOn,
    String phone,
    long revenue,
    boolean listed) {
  /** Firms that exist when the city is founded. */
  public static final int COUNT = 20_000;

  /** From this revenue of a year on, in yuan, a firm is above scale and reports each month. */
  public static final long ABOVE_SCALE = 20_000_000;

  private static final int SPOILED_CODE_EVERY = 600;
  private static final LocalDate FOUNDED = LocalDate.of(2025, 1, 1);
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

  public static Firm of(long seed, int index) {
    Dice dice = Dice.of(seed, "firm", index);
    FirmRank rank = FirmRank.of(seed, index);
    Industry drawn = Industry.draw(dice);
    Industry industry = rank.inTown() ? Industry.MANUFACTURING : drawn;
    String name = "成都" + dice.pick(FIRST) + dice.pick(SECOND) + industry.trade() + dice.pick(FORMS);
    String code = CreditCode.of(seed, index);
    LocalDate registered =
        OLDEST.plusDays(dice.below((int) ChronoUnit.DAYS.between(OLDEST, FOUNDED)));
    return new Firm(
        index,
        index % SPOILED_CODE_EVERY == 7 ? CreditCode.spoiled(code) : code,
        name,
        Person.name(dice),
        10_000L * (dice.chance(500) ? dice.between(5_000, 100_000) : dice.between(10, 2_000)),
        industry,
        rank.inTown() ? Street.TOWN : street(industry, dice),
        registered,
        Person.mobile(dice),
        rank.revenue(dice),
        rank.listed());
  }

  /** Where a firm of the industry may be that is none of the town's known ones. */
  public static Street street(Industry industry, Dice dice) {
    return industry.equals(Industry.MANUFACTURING) ? Street.elsewhere(dice) : dice.pick(Street.ALL);
  }

  public Firm foundedOn(LocalDate day) {
    return new Firm(
        index,
        creditCode,
        name,
        legalPerson,
        capital,
        industry,
        street,
        day,
        phone,
        revenue,
        listed);
  }

  public boolean aboveScale() {
    return revenue > ABOVE_SCALE;
  }

  /** The same for a firm that need not be made to know it. */
  public static boolean aboveScale(long seed, int index) {
    return FirmRank.of(seed, index).aboveScale();
  }

  /** One of the town's industrial firms, which the register leaves where they are. */
  public boolean inTown() {
    return street.equals(Street.TOWN) && industry.equals(Industry.MANUFACTURING);
  }

  /** Whether its code has a wrong check character, as some genuine ones have. */
  public boolean spoiledCode() {
    return index % SPOILED_CODE_EVERY == 7;
  }
}
