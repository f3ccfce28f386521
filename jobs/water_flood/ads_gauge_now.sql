/*
title: {zh: 测站实时水情, en: Gauges now}
*/
-- Now is the newest time that more than a fifth of the gauges have reached, so that a fast clock sends no other offline.
WITH gauges AS (
  SELECT gauge_code, max(measured_at) AS newest, max_by(level, measured_at) AS level
  FROM water_flood.ods_level
  GROUP BY gauge_code
),
places AS (
  SELECT newest, row_number() OVER (ORDER BY newest DESC) AS place, count(*) OVER () AS gauges
  FROM gauges
),
moment AS (SELECT newest AS now FROM places WHERE place = 1 + gauges DIV 5)
SELECT f.facility_code AS gauge_code, f.name AS gauge_name, f.river, f.street_code, f.lon, f.lat,
  g.newest AS measured_at, coalesce(g.newest >= m.now - INTERVAL 2 HOURS, false) AS online, g.level,
  g.level - f.warning_level AS above_warning, g.level - f.guarantee_level AS above_guarantee,
  CASE WHEN g.level >= f.guarantee_level THEN '超保证' WHEN g.level >= f.warning_level THEN '超警戒'
    WHEN g.level IS NOT NULL THEN '正常' END AS grade
FROM water_flood.dim_facility f
LEFT JOIN gauges g ON g.gauge_code = f.facility_code
LEFT JOIN moment m ON true
WHERE f.kind = '水位雨量站'
