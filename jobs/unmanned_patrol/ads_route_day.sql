/*
title: {zh: 航线覆盖日报, en: Coverage by route and day}
refresh: {partition: [day], changes: {unmanned_patrol.dws_mission: [day]}}
*/
-- Every route on every day of any mission: what nobody patrolled is not covered at all.
-- The points that missions of a day passed are united as sets of bits, so the day's tracks are not read again.
WITH routes AS (
  SELECT route_code, min(route_name) AS route_name, min(carrier) AS carrier, min(street_code) AS street_code,
    count(*) AS points, array_sort(collect_list(seq)) AS numbers, bit_or(shiftleft(1L, seq - 1)) AS wanted
  FROM unmanned_patrol.dim_route_point
  GROUP BY route_code
),
days AS (
  SELECT route_code, day, count(*) AS missions, bit_or(passed) AS passed, sum(distance) / 1000 AS distance,
    sum(minutes) AS minutes, sum(findings) AS findings, sum(false_alarms) AS false_alarms
  FROM unmanned_patrol.dws_mission
  GROUP BY route_code, day
),
due AS (
  SELECT r.*, a.day, coalesce(d.missions, 0L) AS missions, coalesce(d.passed, 0L) AS passed,
    coalesce(d.distance, 0) AS distance, coalesce(d.minutes, 0L) AS minutes,
    coalesce(d.findings, 0L) AS findings, coalesce(d.false_alarms, 0L) AS false_alarms
  FROM routes r
  CROSS JOIN (SELECT DISTINCT day FROM days) a
  LEFT JOIN days d ON d.route_code = r.route_code AND d.day = a.day
)
SELECT route_code, day, route_name, carrier, street_code, missions, points,
  bit_count(passed & wanted) AS points_passed, 100.0 * bit_count(passed & wanted) / points AS coverage,
  nullif(array_join(filter(numbers, n -> (passed & shiftleft(1L, n - 1)) = 0), '、'), '') AS missed,
  distance, minutes, findings, false_alarms
FROM due
