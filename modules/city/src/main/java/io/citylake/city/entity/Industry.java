package io.citylake.city.entity;

import java.util.List;

/** A section of GB/T 4754-2017, with what one firm of it does in a month and in which trade. */
public record Industry(String code, String zh, String trade, int weight, int output) {
  /** Section C. */
  public static final Industry MANUFACTURING = new Industry("C", "制造业", "电子", 24, 1_860);

  public static final List<Industry> ALL =
      List.of(
          MANUFACTURING,
          new Industry("D", "电力、热力、燃气及水生产和供应业", "能源", 2, 2_400),
          new Industry("E", "建筑业", "建设工程", 8, 620),
          new Industry("F", "批发和零售业", "商贸", 16, 540),
          new Industry("G", "交通运输、仓储和邮政业", "物流", 4, 380),
          new Industry("H", "住宿和餐饮业", "餐饮管理", 4, 120),
          new Industry("I", "信息传输、软件和信息技术服务业", "软件", 22, 760),
          new Industry("J", "金融业", "投资", 3, 1_450),
          new Industry("K", "房地产业", "置业", 3, 910),
          new Industry("L", "租赁和商务服务业", "商务服务", 8, 260),
          new Industry("M", "科学研究和技术服务业", "生物医药", 10, 430),
          new Industry("Q", "卫生和社会工作", "医疗科技", 2, 340),
          new Industry("R", "文化、体育和娱乐业", "文化传媒", 3, 150));

  private static final int WEIGHTS = ALL.stream().mapToInt(Industry::weight).sum();

  public static Industry draw(Dice dice) {
    int left = dice.below(WEIGHTS);
    for (Industry industry : ALL) {
      left -= industry.weight();
      if (left < 0) {
        return industry;
      }
    }
    throw new IllegalStateException("Cannot draw an industry: the weights don't add up");
  }
}
