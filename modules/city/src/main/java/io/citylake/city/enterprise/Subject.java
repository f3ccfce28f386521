package io.citylake.city.enterprise;

import io.citylake.city.entity.Dice;
import java.util.List;

/**
 * A subject of government revenue.
 *
 * @param weight of its receipts among those of all taxes; 0 for other revenue
 * @param local how much of it stays with the zone, in hundredths
 * @param budget of 2024, in 10,000 yuan
 */
record Subject(String code, String zh, int weight, int local, long budget) {
  static final List<Subject> ALL =
      List.of(
          new Subject("10101", "增值税", 34, 25, 1_260_000),
          new Subject("10104", "企业所得税", 18, 20, 842_000),
          new Subject("10106", "个人所得税", 16, 20, 365_000),
          new Subject("10109", "城市维护建设税", 10, 65, 148_000),
          new Subject("10110", "房产税", 5, 65, 121_000),
          new Subject("10111", "印花税", 7, 65, 96_000),
          new Subject("10112", "城镇土地使用税", 3, 65, 48_000),
          new Subject("10113", "土地增值税", 2, 50, 276_000),
          new Subject("10114", "车船税", 1, 100, 31_000),
          new Subject("10119", "契税", 3, 65, 318_000),
          new Subject("10121", "环境保护税", 1, 65, 2_400),
          new Subject("10302", "专项收入", 0, 100, 87_000),
          new Subject("10304", "行政事业性收费收入", 0, 100, 14_500),
          new Subject("10305", "罚没收入", 0, 100, 21_300),
          new Subject("10307", "国有资源（资产）有偿使用收入", 0, 100, 96_800));

  static Subject drawTax(Dice dice) {
    int left = dice.below(100);
    for (Subject subject : ALL) {
      left -= subject.weight();
      if (left < 0) {
        return subject;
      }
    }
    throw new IllegalStateException("Cannot draw a tax: the weights don't add up to 100");
  }
}
