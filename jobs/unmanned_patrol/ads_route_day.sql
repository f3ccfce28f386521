/*
title: {zh: 航线覆盖日报, en: Coverage by route and day}
refresh: {key: [route_code, day], changes: {unmanned_patrol.dws_mission: [route_code, day]}}
*/
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
)
SELECT d.route_code, d.day, r.route_name, r.carrier, r.street_code, d.missions, r.points,
  bit_count(d.passed & r.wanted) AS points_passed, 100.0 * bit_count(d.passed & r.wanted) / r.points AS coverage,
  nullif(array_join(filter(r.numbers, n -> (d.passed & shiftleft(1L, n - 1)) = 0), '、'), '') AS missed,
  d.distance, d.minutes, d.findings, d.false_alarms
FROM days d
JOIN routes r ON r.route_code = d.route_code
