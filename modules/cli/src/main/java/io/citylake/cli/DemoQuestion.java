package io.citylake.cli;

import java.util.List;

/** A question that the demo asks of what it loaded. */
record DemoQuestion(String title, String sql) {
  static final List<DemoQuestion> ALL =
      List.of(
          new DemoQuestion(
              "经济运行: output by industry, latest month / 最近一月各行业产值",
              "SELECT period, industry, sum(output) AS output, sum(firms) AS firms FROM economic_operation.ods_industry_output"
                  + " WHERE period = (SELECT max(period) FROM economic_operation.ods_industry_output)"
                  + " GROUP BY period, industry ORDER BY output DESC LIMIT 5"),
          new DemoQuestion(
              "企业法人: where the firms are / 各街道企业数",
              "SELECT street_code, count(*) AS firms, sum(registered_capital) AS capital FROM enterprise.ods_firm"
                  + " GROUP BY street_code ORDER BY firms DESC LIMIT 5"),
          new DemoQuestion(
              "A number traced to its rows: file and line / 追溯到文件与行",
              "SELECT device_id, event_time, value, _source, _place FROM iot_sensing.ods_reading"
                  + " ORDER BY value DESC LIMIT 3"));
}
