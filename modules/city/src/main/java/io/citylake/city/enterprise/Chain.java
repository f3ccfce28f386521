package io.citylake.city.enterprise;

import io.citylake.city.entity.Dice;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * An industry chain that the city fosters; the codes are those of theme industry_chain.
 *
 * @param posts how many of 100 posts are its
 * @param talents how many of 100 arrivals are its; where fewer than posts, it lacks people
 */
record Chain(String code, String zh, int posts, int talents, List<String> titles) {
  static final List<Chain> ALL =
      List.of(
          new Chain("JC", "集成电路", 18, 9, List.of("芯片设计工程师", "版图工程师", "封装工艺工程师")),
          new Chain("XS", "新型显示", 8, 7, List.of("面板工艺工程师", "光学工程师")),
          new Chain("ZD", "智能终端", 6, 7, List.of("结构工程师", "射频工程师")),
          new Chain("RJ", "高端软件", 14, 19, List.of("软件工程师", "测试工程师", "架构师")),
          new Chain("AI", "人工智能", 14, 10, List.of("算法工程师", "数据工程师")),
          new Chain("SW", "创新药", 9, 11, List.of("药物研发员", "临床监查员")),
          new Chain("YL", "高端医疗器械", 7, 7, List.of("医学影像工程师", "注册专员")),
          new Chain("WX", "卫星互联网", 5, 4, List.of("载荷工程师", "测控工程师")),
          new Chain("HK", "航空发动机", 6, 5, List.of("热力设计员", "材料工程师")),
          new Chain("XN", "新能源", 5, 5, List.of("电池工程师", "电堆工程师")),
          new Chain("DS", "大数据", 4, 9, List.of("数据治理工程师", "数据产品经理")),
          new Chain("JR", "金融科技", 4, 7, List.of("风控工程师", "产品经理")));

  /** A chain, each as often as its weight of 100 says. */
  static Chain draw(Dice dice, ToIntFunction<Chain> weight) {
    int left = dice.below(100);
    for (Chain chain : ALL) {
      left -= weight.applyAsInt(chain);
      if (left < 0) {
        return chain;
      }
    }
    throw new IllegalStateException("Cannot draw a chain: the weights don't add up to 100");
  }
}
