package io.citylake.city.economy;

import io.citylake.city.entity.Dice;
import io.citylake.city.entity.MonthText;
import io.citylake.city.entity.Street;
import java.time.YearMonth;
import java.util.List;

/**
 * An economic indicator: what it is in a usual month of {@link #FIRST_YEAR}, how it grows, and when
 * it leaves its band. Shocks come in odd years only; so a month of the next year, which is compared
 * with a shock, has none of its own, and leaves the band the other way.
 *
 * @param monthly of the whole zone, in hundredths of the unit
 * @param growth of a year, in percent
 */
record Indicator(
    String code, String zh, String en, String unit, int monthly, int growth, Season season) {
  static final int FIRST_YEAR = 2024;

  /**
   * Growth that is so many percent points off the usual one is a warning. Noise makes at most four,
   * a shock of one street at most seven of the zone's, a shock at least 18.
   */
  static final int BAND = 12;

  static final List<Indicator> ALL =
      List.of(
          of("industrial_output", "规模以上工业总产值", "Industrial output", "亿元", 41_200, 7),
          of("added_value", "规模以上工业增加值", "Industrial added value", "亿元", 11_100, 6),
          of("investment", "固定资产投资", "Fixed investment", "亿元", 9_300, 5),
          of("retail", "社会消费品零售总额", "Retail sales", "亿元", 10_400, 4, Season.SHOPS),
          of("trade", "进出口总额", "Imports and exports", "亿元", 46_800, 8),
          of("public_revenue", "一般公共预算收入", "Public budget revenue", "亿元", 2_350, 3),
          of("tax", "税收收入", "Tax revenue", "亿元", 1_980, 3),
          of("power", "全社会用电量", "Power used", "亿千瓦时", 1_240, 6, Season.POWER),
          of("industrial_power", "工业用电量", "Power used by industry", "亿千瓦时", 690, 5, Season.POWER),
          of("foreign_capital", "实际利用外资", "Foreign capital used", "万美元", 980_000, 5),
          of("housing_sold", "商品房销售面积", "Housing sold", "万平方米", 3_100, 2, Season.SHOPS),
          of("firms_registered", "新登记企业", "Firms registered", "户", 320_000, 4));

  private static final int[] STREET_PERCENT = {10, 9, 16, 20, 12, 19, 14};
  private static final int LOW = 75;
  private static final int HIGH = 125;

  /** How the months of a year differ, in percent of the mean. */
  record Season(List<Integer> percent) {
    static final Season WORKS =
        new Season(List.of(92, 78, 104, 99, 101, 108, 97, 98, 106, 100, 104, 113));
    static final Season SHOPS =
        new Season(List.of(118, 108, 92, 93, 101, 97, 95, 96, 101, 108, 94, 97));
    static final Season POWER =
        new Season(List.of(104, 92, 93, 88, 92, 101, 122, 124, 101, 90, 93, 100));

    int percent(YearMonth month) {
      return percent.get(month.getMonthValue() - 1);
    }
  }

  private static Indicator of(
      String code, String zh, String en, String unit, int monthly, int growth) {
    return of(code, zh, en, unit, monthly, growth, Season.WORKS);
  }

  private static Indicator of(
      String code, String zh, String en, String unit, int monthly, int growth, Season season) {
    return new Indicator(code, zh, en, unit, monthly, growth, season);
  }

  /** In hundredths of the unit. */
  long value(long seed, YearMonth month, Street street) {
    int at = Street.ALL.indexOf(street);
    Dice dice = Dice.of(seed, "indicator-" + code, MonthText.index(month) << 8 | at);
    double trend = StrictMath.pow(1 + growth / 100.0, month.getYear() - FIRST_YEAR);
    return Math.round(
        monthly
            * trend
            * (STREET_PERCENT[at] / 100.0)
            * (season.percent(month) / 100.0)
            * (dice.between(990, 1_011) / 1_000.0)
            * (shock(seed, month, street) / 100.0));
  }

  /** In percent of what it would be without; 100 is none. */
  int shock(long seed, YearMonth month, Street street) {
    Dice dice = shockDice(seed, month);
    int kind = dice.below(100);
    int level = dice.chance(6_000) ? LOW : HIGH;
    boolean hit = kind < 4 || (kind < 12 && dice.pick(Street.ALL).equals(street));
    return hit && mayShock(month) ? level : 100;
  }

  /** Of the whole zone. */
  int shock(long seed, YearMonth month) {
    Dice dice = shockDice(seed, month);
    int kind = dice.below(100);
    int level = dice.chance(6_000) ? LOW : HIGH;
    return kind < 4 && mayShock(month) ? level : 100;
  }

  private Dice shockDice(long seed, YearMonth month) {
    return Dice.of(seed, "shock-" + code, MonthText.index(month));
  }

  private static boolean mayShock(YearMonth month) {
    return month.getYear() > FIRST_YEAR && month.getYear() % 2 == 1;
  }
}
