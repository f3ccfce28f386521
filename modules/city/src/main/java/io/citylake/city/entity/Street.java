package io.citylake.city.entity;

import java.util.List;

/**
 * A street of Chengdu High-tech Zone.
 *
 * @param code nine digits of the statistical division codes, which continue GB/T 2260
 * @param en in pinyin
 * @param lon of a point in it, in hundred-thousandths of a degree (WGS 84)
 * @param lat likewise
 */
public record Street(String code, String zh, String en, int lon, int lat) {
  /** The town whose industrial firms are known by number. */
  public static final Street TOWN = new Street("510117019", "合作街道", "Hezuo", 10393400, 3075900);

  public static final List<Street> ALL =
      List.of(
          new Street("510107061", "芳草街街道", "Fangcaojie", 10404800, 3062900),
          new Street("510107062", "肖家河街道", "Xiaojiahe", 10404000, 3062600),
          new Street("510107063", "石羊街道", "Shiyang", 10404300, 3058600),
          new Street("510107064", "桂溪街道", "Guixi", 10406700, 3058300),
          new Street("510116004", "中和街道", "Zhonghe", 10409300, 3054900),
          TOWN,
          new Street("510117020", "西园街道", "Xiyuan", 10391300, 3075200));

  /** The area of GB/T 2260 under which it is counted. */
  public String areaCode() {
    return code.substring(0, 6);
  }

  /** A street, but not the town. */
  public static Street elsewhere(Dice dice) {
    Street street = ALL.get(dice.below(ALL.size() - 1));
    return street.equals(TOWN) ? ALL.get(ALL.size() - 1) : street;
  }
}
