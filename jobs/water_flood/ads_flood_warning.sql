/*
title: {zh: 超警戒过程, en: Times at or above the warning level}
*/
-- Gaps and islands: readings of a gauge are numbered in order of time, and those at or above the line once more by
-- themselves; within one uninterrupted time the two numbers differ by the same. One sort per gauge, n log n in its readings.
WITH readings AS (
  SELECT l.gauge_code, l.measured_at, l.level, f.name AS gauge_name, f.river, f.street_code, f.warning_level, f.guarantee_level,
    row_number() OVER (PARTITION BY l.gauge_code ORDER BY l.measured_at) AS number,
    max(l.measured_at) OVER (PARTITION BY l.gauge_code) AS newest
  FROM water_flood.ods_level l
  JOIN water_flood.dim_facility f ON f.facility_code = l.gauge_code
),
high AS (
  SELECT *, number - row_number() OVER (PARTITION BY gauge_code ORDER BY measured_at) AS island
  FROM readings
  WHERE level >= warning_level
)
SELECT gauge_code, min(measured_at) AS began_at, gauge_name, river, street_code, max(measured_at) AS last_at,
  timestampdiff(MINUTE, min(measured_at), max(measured_at)) AS minutes,
  max(level) AS peak,
  -- The earliest of equal peaks.
  max_by(measured_at, struct(level, -unix_micros(measured_at))) AS peak_at,
  max(level) - warning_level AS above_warning,
  if(max(level) >= guarantee_level, '超保证', '超警戒') AS grade,
  max(measured_at) = newest AS ongoing
FROM high
GROUP BY gauge_code, island, gauge_name, river, street_code, warning_level, guarantee_level, newest
