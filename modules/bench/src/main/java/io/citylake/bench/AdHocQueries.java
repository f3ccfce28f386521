package io.citylake.bench;

import io.citylake.bench.BenchQuery.Group;
import java.util.List;

/**
 * What an analyst asks of the reference city, in SQL that Spark and DuckDB both take for the same:
 * each answer has one value for one order, and no column that a purpose would be needed for.
 */
final class AdHocQueries {
  private AdHocQueries() {}

  static List<BenchQuery> all() {
    return List.of(
        query(
            "join",
            """
            SELECT f.industry, count(*) AS months, sum(e.electricity) AS electricity
            FROM energy_carbon.ods_energy_month AS e JOIN dim.dim_firm AS f ON f.credit_code = e.credit_code
            GROUP BY f.industry ORDER BY f.industry"""),
        query(
            "group_by",
            """
            SELECT kind, count(*) AS readings, min(value) AS least, max(value) AS most, sum(battery) AS battery
            FROM iot_sensing.ods_reading GROUP BY kind ORDER BY kind"""),
        query(
            "distinct",
            """
            SELECT street_code, count(DISTINCT device_id) AS devices, count(DISTINCT kind) AS kinds
            FROM iot_sensing.ods_reading GROUP BY street_code ORDER BY street_code"""),
        query(
            "top_n",
            """
            SELECT credit_code, count(*) AS changes FROM enterprise.ods_firm_change
            GROUP BY credit_code ORDER BY changes DESC, credit_code LIMIT 20"""),
        query(
            "window",
            """
            SELECT street_code, place, credit_code, registered_capital
            FROM (
              SELECT street_code, credit_code, registered_capital,
                row_number() OVER (PARTITION BY street_code ORDER BY registered_capital DESC, credit_code, version) AS place
              FROM enterprise.dwd_firm_history) AS ranked
            WHERE place <= 3 ORDER BY street_code, place"""),
        query(
            "date_filter",
            """
            SELECT checkpoint, count(*) AS passages, max(speed) AS fastest FROM traffic.ods_passage
            WHERE passed_at >= (SELECT max(passed_at) FROM traffic.ods_passage) - INTERVAL 6 HOUR
            GROUP BY checkpoint ORDER BY checkpoint"""),
        query(
            "point_lookup",
            """
            SELECT device_id, event_time, kind, value, battery
            FROM iot_sensing.ods_reading WHERE device_id = 'HT-000001' ORDER BY event_time"""),
        query(
            "count",
            """
            SELECT count(*) AS men FROM population.dwd_person
            WHERE sex = '1' AND born_on < DATE '1990-01-01'"""),
        query(
            "percentile",
            """
            SELECT algorithm_code, percentile_cont(0.95) WITHIN GROUP (ORDER BY cast(confidence AS double)) AS p95
            FROM video_analytics.ods_event GROUP BY algorithm_code ORDER BY algorithm_code"""),
        query(
            "chinese_like",
            """
            SELECT category, count(*) AS cases FROM hotline_service.ods_case
            WHERE content LIKE '%施工%' GROUP BY category ORDER BY cases DESC, category"""),
        metadata("count_all", "SELECT count(*) AS n FROM iot_sensing.ods_reading"),
        metadata(
            "min_max",
            "SELECT min(event_time) AS first, max(event_time) AS last FROM iot_sensing.ods_reading"),
        metadata(
            "count_min_max",
            "SELECT count(*) AS n, min(registered_on) AS first, max(registered_on) AS last FROM enterprise.dwd_firm_history"));
  }

  private static BenchQuery query(String name, String sql) {
    return new BenchQuery(name, Group.AD_HOC, sql, List.of(), null);
  }

  private static BenchQuery metadata(String name, String sql) {
    return new BenchQuery(name, Group.METADATA, sql, List.of(), null);
  }
}
