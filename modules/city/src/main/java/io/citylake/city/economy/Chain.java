package io.citylake.city.economy;

import io.citylake.city.entity.Dice;
import java.util.List;
import java.util.stream.IntStream;

/** An industry chain of the zone: its links from the first of its upstream to its users. */
record Chain(String code, String name, List<String> links) {
  static final List<Chain> ALL =
      List.of(
          new Chain(
              "JC",
              "集成电路",
              List.of("电子设计自动化工具", "半导体材料", "集成电路设计", "晶圆制造", "封装测试", "半导体设备", "功率器件", "系统应用")),
          new Chain(
              "XS",
              "新型显示",
              List.of("玻璃基板", "光学膜材", "驱动芯片", "面板制造", "显示模组", "检测设备", "触控组件", "整机终端")),
          new Chain(
              "ZD", "智能终端", List.of("结构件", "电池模组", "摄像模组", "整机设计", "整机组装", "射频组件", "操作系统", "售后服务")),
          new Chain(
              "RJ",
              "高端软件",
              List.of("基础软件", "中间件", "开发工具", "工业软件", "行业应用软件", "信息安全", "信创适配", "运维服务")),
          new Chain(
              "AI",
              "人工智能",
              List.of("智能芯片", "数据标注", "算法框架", "大模型", "机器视觉", "语音语义", "智能机器人", "行业应用")),
          new Chain(
              "SW",
              "创新药",
              List.of("靶点发现", "原料药", "药学研究", "临床研究", "制剂生产", "生物制品", "药品流通", "真实世界研究")),
          new Chain(
              "YL",
              "高端医疗器械",
              List.of("医用材料", "传感元件", "影像设备", "体外诊断", "植介入器械", "手术机器人", "检验检测", "医疗服务")),
          new Chain(
              "WX",
              "卫星互联网",
              List.of("宇航元器件", "星载载荷", "卫星研制", "发射服务", "测控运营", "地面终端", "导航应用", "遥感应用")),
          new Chain(
              "HK",
              "航空发动机",
              List.of("高温合金", "精密铸造", "叶片制造", "控制系统", "整机装配", "试验验证", "维修服务", "适航服务")),
          new Chain(
              "XN",
              "新能源",
              List.of("锂电材料", "电芯制造", "电池管理系统", "氢燃料电池", "储能集成", "充换电设施", "智能电网", "动力电池回收")),
          new Chain(
              "DS",
              "大数据",
              List.of("数据采集", "存储设备", "数据治理", "云计算平台", "数据交易", "隐私计算", "数据可视化", "数据服务")),
          new Chain(
              "JR",
              "金融科技",
              List.of("支付清算", "征信服务", "智能风控", "区块链", "监管科技", "财富管理", "供应链金融", "数字人民币应用")));

  /** What is planted: who is on a link. */
  enum Holding {
    /** Usual: several firms, and some that left. */
    HELD,
    /** Exactly one firm. */
    WEAK,
    /** None, and there was none. */
    MISSING,
    /** None any more: all left. */
    LEFT
  }

  static Chain pick(Dice dice) {
    return dice.pick(ALL);
  }

  int size() {
    return links.size();
  }

  String linkCode(int link) {
    return code + "%02d".formatted(link + 1);
  }

  String stage(int link) {
    return link < 3 ? "上游" : link < 6 ? "中游" : "下游";
  }

  /** Each chain has one weak link and one without a firm; a third of these were left by theirs. */
  Holding holding(long seed, int link) {
    Dice dice = Dice.of(seed, "chain-holding", ALL.indexOf(this));
    int gap = dice.below(size());
    int weak = (gap + 1 + dice.below(size() - 1)) % size();
    if (link == gap) {
      return dice.below(3) == 0 ? Holding.LEFT : Holding.MISSING;
    }
    return link == weak ? Holding.WEAK : Holding.HELD;
  }

  /** The links that many firms may be on. */
  List<Integer> held(long seed) {
    return IntStream.range(0, size())
        .filter(link -> holding(seed, link) == Holding.HELD)
        .boxed()
        .toList();
  }
}
