package io.citylake.city.people;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A service of the administration.
 *
 * @param legalDays the time limit by law, in working days
 * @param promisedDays the time limit that is promised; 0 is while you wait
 * @param steps how many it took before the reform
 */
record ServiceItem(
    int index,
    String code,
    String name,
    String department,
    boolean oneStop,
    int legalDays,
    int promisedDays,
    int steps) {
  private static final List<String> LIST =
      List.of(
          "企业设立登记,市场监管局,是,15,1,9",
          "食品经营许可,市场监管局,是,20,5,8",
          "餐饮店开办,市场监管局,是,20,7,14",
          "企业注销登记,市场监管局,否,15,5,10",
          "户口迁入,公安局,否,20,3,6",
          "居住证办理,公安局,否,15,2,5",
          "新生儿出生一件事,卫健局,是,30,5,16",
          "医疗机构执业登记,卫健局,否,45,10,11",
          "社保关系转移,人社局,否,45,8,6",
          "灵活就业参保,人社局,否,10,0,4",
          "就业创业证,人社局,否,20,0,4",
          "公积金提取,公积金中心,否,3,0,5",
          "二手房转移登记,规划和自然资源局,是,30,3,12",
          "建设工程规划许可,规划和自然资源局,否,20,8,10",
          "施工许可,住建局,是,15,4,13",
          "商品房预售许可,住建局,否,10,5,7",
          "发票申领,税务局,否,5,0,3",
          "清税证明,税务局,是,20,1,6",
          "残疾人证办理,残联,是,45,10,9",
          "退休一件事,人社局,是,45,10,15");

  static final List<ServiceItem> ALL =
      IntStream.range(0, LIST.size()).mapToObj(ServiceItem::at).toList();

  private static ServiceItem at(int index) {
    List<String> part = List.of(LIST.get(index).split(",", -1));
    return new ServiceItem(
        index,
        "5101%06d".formatted(index + 1),
        part.get(0),
        part.get(1),
        part.get(2).equals("是"),
        Integer.parseInt(part.get(3)),
        Integer.parseInt(part.get(4)),
        Integer.parseInt(part.get(5)));
  }
}
