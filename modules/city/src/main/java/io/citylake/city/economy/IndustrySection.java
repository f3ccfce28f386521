package io.citylake.city.economy;

import java.util.List;

/** A section of GB/T 4754-2017, as the statistics office lists them all. */
record IndustrySection(String code, String zh, String en) {
  static final List<IndustrySection> ALL =
      List.of(
          new IndustrySection(
              "A", "农、林、牧、渔业", "Agriculture, forestry, animal husbandry and fishery"),
          new IndustrySection("B", "采矿业", "Mining"),
          new IndustrySection("C", "制造业", "Manufacturing"),
          new IndustrySection(
              "D", "电力、热力、燃气及水生产和供应业", "Production and supply of electricity, heat, gas and water"),
          new IndustrySection("E", "建筑业", "Construction"),
          new IndustrySection("F", "批发和零售业", "Wholesale and retail trade"),
          new IndustrySection("G", "交通运输、仓储和邮政业", "Transport, storage and post"),
          new IndustrySection("H", "住宿和餐饮业", "Hotels and catering"),
          new IndustrySection(
              "I", "信息传输、软件和信息技术服务业", "Information transmission, software and IT services"),
          new IndustrySection("J", "金融业", "Finance"),
          new IndustrySection("K", "房地产业", "Real estate"),
          new IndustrySection("L", "租赁和商务服务业", "Leasing and business services"),
          new IndustrySection("M", "科学研究和技术服务业", "Scientific research and technical services"),
          new IndustrySection(
              "N", "水利、环境和公共设施管理业", "Water conservancy, environment and public facilities"),
          new IndustrySection(
              "O", "居民服务、修理和其他服务业", "Household services, repair and other services"),
          new IndustrySection("P", "教育", "Education"),
          new IndustrySection("Q", "卫生和社会工作", "Health and social work"),
          new IndustrySection("R", "文化、体育和娱乐业", "Culture, sports and entertainment"),
          new IndustrySection(
              "S",
              "公共管理、社会保障和社会组织",
              "Public administration, social security and social organisations"),
          new IndustrySection("T", "国际组织", "International organisations"));
}
