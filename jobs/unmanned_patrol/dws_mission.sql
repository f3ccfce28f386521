/*
title: {zh: 巡查任务, en: Missions}
refresh: {key: [mission_id], changes: {unmanned_patrol.ods_track: [mission_id], unmanned_patrol.ods_finding: [mission_id]}}
*/
-- A point is passed when a fix lies within 30 m of it (haversine on the mean Earth radius of IUGG). Each fix meets the
-- points of its own route only: fixes times points of a route. A mission without fixes has no row. Legs are added up in
-- millimetres, so that their order changes nothing.
WITH legs AS (
  SELECT *,
    lag(lon) OVER (PARTITION BY mission_id ORDER BY recorded_at) AS lon_before,
    lag(lat) OVER (PARTITION BY mission_id ORDER BY recorded_at) AS lat_before
  FROM unmanned_patrol.ods_track
),
tracks AS (
  SELECT mission_id, min(route_code) AS route_code, min(device_id) AS device_id,
    min(recorded_at) AS began_at, max(recorded_at) AS ended_at, count(*) AS fixes, min(battery) AS lowest_battery,
    coalesce(sum(CAST(2 * 6371008.8 * asin(sqrt(pow(sin(radians(lat - lat_before) / 2), 2)
      + cos(radians(lat)) * cos(radians(lat_before)) * pow(sin(radians(lon - lon_before) / 2), 2))) AS DECIMAL(12, 3))), 0) AS distance
  FROM legs
  GROUP BY mission_id
),
points AS (
  SELECT t.mission_id, bit_or(shiftleft(1L, p.seq - 1)) AS passed
  FROM unmanned_patrol.ods_track t
  JOIN unmanned_patrol.dim_route_point p
    ON p.route_code = t.route_code AND abs(p.lat - t.lat) < 0.0003
  WHERE 2 * 6371008.8 * asin(sqrt(pow(sin(radians(p.lat - t.lat) / 2), 2)
      + cos(radians(t.lat)) * cos(radians(p.lat)) * pow(sin(radians(p.lon - t.lon) / 2), 2))) <= 30
  GROUP BY t.mission_id
),
finds AS (
  SELECT mission_id, count(*) AS findings, count_if(verdict = '误报') AS false_alarms
  FROM unmanned_patrol.ods_finding
  GROUP BY mission_id
)
SELECT t.mission_id, t.route_code, t.device_id, CAST(t.began_at AS DATE) AS day, t.began_at, t.ended_at,
  timestampdiff(MINUTE, t.began_at, t.ended_at) AS minutes, t.fixes, t.distance, t.lowest_battery,
  coalesce(p.passed, 0L) AS passed, bit_count(coalesce(p.passed, 0L)) AS points_passed,
  coalesce(f.findings, 0L) AS findings, coalesce(f.false_alarms, 0L) AS false_alarms
FROM tracks t
LEFT JOIN points p ON p.mission_id = t.mission_id
LEFT JOIN finds f ON f.mission_id = t.mission_id
