package io.citylake.city;

import java.util.List;

/**
 * A street of Chengdu High-tech Zone.
 *
 * @param code nine digits of the statistical division codes, which continue GB/T 2260
 * @param lon of a point in it, in hundred-thousandths of a degree (WGS 84)
 * @param lat likewise
 */
record Street(String code, String zh, int lon, int lat) {
  static final List<Street> ALL =
      List.of(
          new Street("510107061", "芳草街街道", 10404800, 3062900),
          new Street("510107062", "肖家河街道", 10404000, 3062600),
          new Street("510107063", "石羊街道", 10404300, 3058600),
          new Street("510107064", "桂溪街道", 10406700, 3058300),
          new Street("510116004", "中和街道", 10409300, 3054900),
          new Street("510117019", "合作街道", 10393400, 3075900),
          new Street("510117020", "西园街道", 10391300, 3075200));
}
