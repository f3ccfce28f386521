/*
title: {zh: 设备报警统计, en: Alarms of machines by day}
refresh: {partition: [day], changes: {industrial_internet.ods_telemetry: ["date(event_time - INTERVAL 1 MICROSECOND)"]}}
*/
-- A stamp is the end of its window: midnight is the last of the day before.
-- An alarm is what begins in a message and goes on in those that follow; one that is on at midnight counts on both days.
WITH message AS (
  SELECT
    date(event_time - INTERVAL 1 MICROSECOND) AS day,
    machine_id,
    alarm,
    lag(alarm) OVER (PARTITION BY date(event_time - INTERVAL 1 MICROSECOND), machine_id ORDER BY event_time) AS alarm_before
  FROM industrial_internet.ods_telemetry
)
SELECT
  t.day,
  t.alarm,
  CASE t.alarm
    WHEN 'A101' THEN '过载'
    WHEN 'A102' THEN '主轴过温'
    WHEN 'A201' THEN '振动超限'
    WHEN 'A202' THEN '润滑不足'
    WHEN 'A301' THEN '安全门打开'
    WHEN 'A302' THEN '急停'
  END AS alarm_name,
  coalesce(m.kind, '未登记') AS kind,
  count(*) AS alarms,
  count(DISTINCT t.machine_id) AS machines
FROM message t
LEFT JOIN industrial_internet.dim_machine m ON m.machine_id = t.machine_id
WHERE t.alarm IS NOT NULL AND t.alarm IS DISTINCT FROM t.alarm_before
GROUP BY t.day, t.alarm, coalesce(m.kind, '未登记')
