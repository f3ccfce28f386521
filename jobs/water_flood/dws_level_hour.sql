/*
title: {zh: 测站小时水情, en: Levels and rain by gauge and hour}
refresh: {partition: [day], changes: {water_flood.ods_level: ["CAST(measured_at - INTERVAL 1 MICROSECOND AS DATE)"]}}
*/
-- Rain is that of the time before the stamp: a reading on the hour ends the hour before it.
SELECT l.gauge_code, date_trunc('HOUR', l.measured_at - INTERVAL 1 MICROSECOND) AS hour,
  CAST(l.measured_at - INTERVAL 1 MICROSECOND AS DATE) AS day,
  f.name AS gauge_name, f.river, f.street_code,
  count(*) AS readings, min(l.level) AS lowest, max(l.level) AS highest,
  max(l.level) - f.warning_level AS above_warning, max(l.level) - f.guarantee_level AS above_guarantee,
  sum(l.rain) AS rain
FROM water_flood.ods_level l
LEFT JOIN water_flood.dim_facility f ON f.facility_code = l.gauge_code
GROUP BY l.gauge_code, date_trunc('HOUR', l.measured_at - INTERVAL 1 MICROSECOND),
  CAST(l.measured_at - INTERVAL 1 MICROSECOND AS DATE),
  f.name, f.river, f.street_code, f.warning_level, f.guarantee_level
