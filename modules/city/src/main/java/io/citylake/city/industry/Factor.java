package io.citylake.city.industry;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A factor of energy or carbon as the office publishes it, with its source and its validity.
 *
 * @param until the first day on which it is not valid any more; null is open
 */
record Factor(
    String code,
    String name,
    BigDecimal value,
    String unit,
    LocalDate from,
    @Nullable LocalDate until,
    String source) {
  // GB/T 2589-2020 is in force since then; the office publishes its list by it.
  private static final LocalDate START = LocalDate.of(2021, 4, 1);
  private static final LocalDate Y2024 = LocalDate.of(2024, 1, 1);
  private static final LocalDate Y2025 = LocalDate.of(2025, 1, 1);
  private static final LocalDate Y2026 = LocalDate.of(2026, 1, 1);
  private static final String ENERGY = "GB/T 2589-2020 综合能耗计算通则，附录A（平均低位发热量折标准煤系数）";
  private static final String POWER = "GB/T 2589-2020 综合能耗计算通则，附录A（电力当量值 0.1229 kgce/kWh）";
  private static final String GAS = "GB/T 2589-2008 综合能耗计算通则，附录A（气田天然气 1.2143 kgce/m³）";
  private static final String GUIDE = "工业其他行业企业温室气体排放核算方法与报告指南（试行），发改办气候〔2015〕1722号";
  private static final String INVENTORY = "省级温室气体清单编制指南（试行，2011）与 GB/T 2589-2008 附录A 低位发热量";
  private static final String GRID = "生态环境部、国家统计局关于发布%d年电力二氧化碳排放因子的公告，全国平均";

  static final List<Factor> ALL =
      List.of(
          open("electricity_tce", "电力折标准煤", "1.229", "tce/万千瓦时", POWER),
          open("gas_tce", "气田天然气折标准煤", "12.143", "tce/万立方米", GAS),
          open("coal_tce", "原煤折标准煤", "0.7143", "tce/t", ENERGY),
          open("diesel_tce", "柴油折标准煤", "1.4571", "tce/t", ENERGY),
          open("heat_tce", "热力折标准煤", "0.03412", "tce/GJ", ENERGY),
          grid("electricity_tco2", "5.568", "t/万千瓦时", Y2024, Y2025, 2021),
          grid("electricity_tco2", "5.366", "t/万千瓦时", Y2025, Y2026, 2022),
          grid("electricity_tco2", "5.306", "t/万千瓦时", Y2026, null, 2023),
          grid("grid_co2", "0.5568", "kg/kWh", Y2024, Y2025, 2021),
          grid("grid_co2", "0.5366", "kg/kWh", Y2025, Y2026, 2022),
          grid("grid_co2", "0.5306", "kg/kWh", Y2026, null, 2023),
          // 389.31 GJ/10,000 m3, the guide's default (more than of GAS), 15.3 tC/TJ, 99 % burnt,
          // 44/12
          open("gas_tco2", "天然气燃烧排放", "21.622", "t/万立方米", GUIDE),
          // 20908 kJ/kg, 26.37 tC/TJ, 94 % burnt, 44/12
          open("coal_tco2", "原煤燃烧排放", "1.9003", "t/t", INVENTORY),
          // 42652 kJ/kg, 20.20 tC/TJ, 98 % burnt, 44/12
          open("diesel_tco2", "柴油燃烧排放", "3.0959", "t/t", INVENTORY),
          open("heat_tco2", "外购热力排放", "0.11", "t/GJ", GUIDE),
          open(
              "diesel_truck_co2",
              "柴油货车每公里二氧化碳",
              "0.910195",
              "kg/km",
              "35 L/100km（车队替代柴油货车的平均油耗，参考城设定）× 0.84 kg/L（GB 19147-2016 密度范围内）× 3.0959"
                  + " kg/kg（柴油燃烧排放）"),
          open(
              "diesel_truck_pollutants",
              "柴油货车每公里氮氧化物等污染物（标定值）",
              "0.019972",
              "kg/km",
              // Calibrated, not measured: no standard gives grams by kilometre of all these
              // together.
              "标定值，非标准因子：按示范车队公布的年减排量反推（768 t 污染物对应 35000 t 二氧化碳），即 0.910195 × 768 / 35000"));

  static Factor of(String code, LocalDate day) {
    return ALL.stream()
        .filter(each -> each.code().equals(code) && each.valid(day))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Cannot find a factor: none is valid then (code=%s, day=%s)"
                        .formatted(code, day)));
  }

  private boolean valid(LocalDate day) {
    return !day.isBefore(from) && (until == null || day.isBefore(until));
  }

  private static Factor open(String code, String name, String value, String unit, String source) {
    return new Factor(code, name, new BigDecimal(value), unit, START, null, source);
  }

  private static Factor grid(
      String code, String value, String unit, LocalDate from, @Nullable LocalDate until, int year) {
    return new Factor(
        code, "电力排放因子", new BigDecimal(value), unit, from, until, GRID.formatted(year));
  }
}
