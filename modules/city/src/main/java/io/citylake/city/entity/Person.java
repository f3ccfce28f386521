package io.citylake.city.entity;

import io.citylake.model.Sha256;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * An invented person; the same index is the same person in every theme. Nobody has these names and
 * numbers: they come out of the dice. No two persons share a citizen number.
 *
 * @param street of residence when the city is founded
 */
public record Person(
    int index,
    String name,
    LocalDate birth,
    int serial,
    String citizenNumber,
    String mobile,
    Street street) {
  /** How many live here at scale 1. */
  public static final int RESIDENTS = 1_300_000;

  private static final LocalDate OLDEST = LocalDate.of(1935, 1, 1);
  private static final long SERIALS = 999;
  private static final long NUMBERS = 32_000 * SERIALS;
  // Prime to the count of numbers, so that multiplying by it permutes them.
  private static final long STRIDE = 7_654_321;
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

  public static Person of(long seed, int index) {
    Dice dice = Dice.of(seed, "person", index);
    long slot = Math.floorMod(index * STRIDE + Math.floorMod(Dice.mix(seed), NUMBERS), NUMBERS);
    LocalDate birth = OLDEST.plusDays(slot / SERIALS);
    int serial = (int) (slot % SERIALS) + 1;
    return new Person(
        index,
        name(dice),
        birth,
        serial,
        citizenNumber("510107", birth, serial),
        mobile(dice),
        dice.pick(Street.ALL));
  }

  /** 男 or 女, as the citizen number says. */
  public String sex() {
    return serial % 2 == 1 ? "男" : "女";
  }

  /** SHA-256 of the citizen number in hexadecimal digits: how themes join people. */
  public String idHash() {
    return Sha256.hex(citizenNumber);
  }

  public static String name(Dice dice) {
    return dice.pick(FAMILY) + dice.pick(GIVEN);
  }

  /** Of number segment 199, with eight more digits. */
  public static String mobile(Dice dice) {
    return "199" + (10_000_000 + dice.below(90_000_000));
  }

  /**
   * A citizen number by GB 11643-1999: area, birth, a serial of three whose last is odd for men,
   * check digit by ISO 7064 MOD 11-2.
   */
  public static String citizenNumber(String area, LocalDate birth, int serial) {
    String stem =
        area + BIRTH.format(birth) + (serial < 10 ? "00" : serial < 100 ? "0" : "") + serial;
    return stem + citizenCheck(stem);
  }

  public static char citizenCheck(String stem) {
    int sum = 0;
    for (int i = 0; i < WEIGHTS.length; i++) {
      sum += (stem.charAt(i) - '0') * WEIGHTS[i];
    }
    return CHECKS.charAt(sum % 11);
  }

  /** The same number with another check digit. */
  public static String spoiled(String number) {
    int last = CHECKS.indexOf(number.charAt(17));
    return number.substring(0, 17) + CHECKS.charAt((last + 1) % 11);
  }
}
