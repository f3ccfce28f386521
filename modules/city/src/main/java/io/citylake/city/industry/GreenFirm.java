package io.citylake.city.industry;

import io.citylake.city.entity.Firm;
import java.time.YearMonth;
import java.util.List;

/**
 * A firm of the green register: 212 are above scale, of which 27 make more than two billion yuan a
 * year and the others less than 900 million; 28 are small. So luck and dirt move no firm over the
 * billion that makes a leader.
 *
 * @param yearly output, in hundredths of 10,000 yuan
 */
record GreenFirm(int index, Firm firm, boolean aboveScale, long yearly) {
  static final int COUNT = 240;

  private static final int ABOVE_SCALE = 212;
  private static final int LEADERS = 27;
  private static final int[] SEASON = {90, 70, 110, 100, 102, 106, 100, 98, 106, 100, 104, 114};
  private static final List<String> CATEGORIES =
      List.of("节能降碳产业", "环境保护产业", "资源循环利用产业", "能源绿色低碳转型", "生态保护修复和利用", "基础设施绿色升级", "绿色服务");

  static GreenFirm of(long seed, int index) {
    boolean aboveScale = index < ABOVE_SCALE;
    Firm firm = aboveScale ? Makers.of(seed).large(index) : Makers.of(seed).small(index);
    return new GreenFirm(index, firm, aboveScale, 100L * tenThousands(index));
  }

  private static int tenThousands(int index) {
    if (index < LEADERS) {
      return 200_000 + (LEADERS - index) * 42_000;
    }
    return index < ABOVE_SCALE ? 3_000 + index * 397 % 72_000 : 300 + index * 41 % 1_200;
  }

  /** As the register writes it: {@code 3 资源循环利用产业}. */
  String category() {
    int number = index % CATEGORIES.size();
    return number + 1 + " " + CATEGORIES.get(number);
  }

  /** Of the month, in hundredths of 10,000 yuan, before chance has its say. */
  long monthly(YearMonth month) {
    return yearly * SEASON[month.getMonthValue() - 1] / 1_200;
  }
}
