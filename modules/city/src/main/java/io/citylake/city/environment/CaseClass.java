package io.citylake.city.environment;

import java.util.List;

/**
 * A class of grid case.
 *
 * @param code by GB/T 30428.2
 * @param limitDays working days for handling, at most {@link GridCase#LONGEST_LIMIT}
 */
record CaseClass(String code, String name, String department, int limitDays) {
  static final List<CaseClass> ALL =
      List.of(
          new CaseClass("0101", "私搭乱建", "综合行政执法局", 5),
          new CaseClass("0102", "暴露垃圾", "环卫服务中心", 1),
          new CaseClass("0103", "积存垃圾渣土", "环卫服务中心", 2),
          new CaseClass("0104", "道路不洁", "环卫服务中心", 1),
          new CaseClass("0106", "绿地脏乱", "公园城市建设局", 2),
          new CaseClass("0107", "废弃车辆", "公安分局", 5),
          new CaseClass("0110", "道路破损", "市政管护中心", 5),
          new CaseClass("0112", "道路遗撒", "环卫服务中心", 1),
          new CaseClass("0201", "非法小广告", "综合行政执法局", 1),
          new CaseClass("0205", "广告招牌破损", "综合行政执法局", 3),
          new CaseClass("0302", "工地扬尘", "生态环境和城市管理局", 1),
          new CaseClass("0304", "施工占道", "综合行政执法局", 2),
          new CaseClass("0404", "下水道堵塞或破损", "市政管护中心", 2),
          new CaseClass("0406", "道路积水", "水务局", 1),
          new CaseClass("0501", "无照经营游商", "综合行政执法局", 1),
          new CaseClass("0504", "店外经营", "综合行政执法局", 1),
          new CaseClass("0505", "机动车乱停放", "交通管理分局", 1),
          new CaseClass("0506", "非机动车乱停放", "综合行政执法局", 1));
}
