package io.citylake.city.enterprise;

import java.util.List;

/**
 * A department that keeps lists of firms, and how it writes them: no two name their columns alike.
 *
 * @param header of the nine columns, in the order of {@link CreditLists}
 * @param red what it calls a red list
 * @param black what it calls a black list
 * @param redKind the kind of its red list; empty if it has none
 */
record Office(
    String prefix,
    String name,
    List<String> header,
    String red,
    String black,
    String redKind,
    int reds,
    String blackKind,
    int blacks) {
  static final List<Office> ALL =
      List.of(
          new Office(
              "SW",
              "税务局",
              List.of("认定编号", "名单", "名单类型", "统一社会信用代码", "主体名称", "认定日期", "有效期至", "修复日期", "数据日期"),
              "红名单",
              "黑名单",
              "A级纳税人",
              620,
              "重大税收违法",
              70),
          new Office(
              "FY",
              "人民法院",
              List.of("案号", "名单性质", "类型", "统一社会信用代码", "被执行人", "发布日期", "届满日期", "移出日期", "数据日期"),
              "红名单",
              "失信惩戒",
              "",
              0,
              "失信被执行人",
              190),
          new Office(
              "YJ",
              "应急管理局",
              List.of("编号", "名单", "类型", "社会信用代码", "企业名称", "列入日期", "届满日期", "修复日期", "数据日期"),
              "红",
              "黑",
              "安全生产先进",
              60,
              "安全生产失信",
              45),
          new Office(
              "SC",
              "市场监管局",
              List.of("认定编号", "名单性质", "名单类型", "统一社会信用代码", "企业名称", "列入日期", "有效期至", "移出日期", "数据日期"),
              "守信激励",
              "失信惩戒",
              "守合同重信用",
              310,
              "严重违法失信",
              130),
          new Office(
              "HJ",
              "生态环境局",
              List.of("编号", "名单", "名单类型", "统一社会信用代码", "主体名称", "认定日期", "届满日期", "修复日期", "数据日期"),
              "红",
              "黑",
              "环保诚信",
              85,
              "环保失信",
              55));
}
