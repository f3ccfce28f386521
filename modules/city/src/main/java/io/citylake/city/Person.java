package io.citylake.city;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Invented names and numbers of people. Nobody has them: numbers come out of the dice. */
final class Person {
  private static final List<String> FAMILY =
      List.of(
          "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "林",
          "罗", "高", "欧阳", "司马");
  private static final List<String> GIVEN =
      List.of(
          "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "涛", "明", "超", "秀", "霞",
          "平", "刚", "桂", "建华", "志强", "雪梅", "晓东", "海燕", "㛃", "子轩", "雨桐", "一诺");
  private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  private static final String CHECKS = "10X98765432";
  private static final DateTimeFormatter BIRTH = DateTimeFormatter.BASIC_ISO_DATE;

  private Person() {}

  static String name(Dice dice) {
    return dice.pick(FAMILY) + dice.pick(GIVEN);
  }

  /** Of number segment 199, with eight more digits. */
  static String mobile(Dice dice) {
    return "199" + (10_000_000 + dice.below(90_000_000));
  }

  /**
   * A citizen number by GB 11643-1999: area, birth, a serial of three whose last is odd for men,
   * check digit by ISO 7064 MOD 11-2.
   */
  static String citizenNumber(String area, LocalDate birth, int serial) {
    String stem =
        area + BIRTH.format(birth) + (serial < 10 ? "00" : serial < 100 ? "0" : "") + serial;
    return stem + citizenCheck(stem);
  }

  static char citizenCheck(String stem) {
    int sum = 0;
    for (int i = 0; i < WEIGHTS.length; i++) {
      sum += (stem.charAt(i) - '0') * WEIGHTS[i];
    }
    return CHECKS.charAt(sum % 11);
  }

  /** The same number with another check digit. */
  static String spoiled(String number) {
    int last = CHECKS.indexOf(number.charAt(17));
    return number.substring(0, 17) + CHECKS.charAt((last + 1) % 11);
  }
}
