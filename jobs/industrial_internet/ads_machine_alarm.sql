/*
title: {zh: 设备报警统计, en: Alarms of machines by day}
refresh: {partition: [day], changes: {industrial_internet.ods_telemetry: ["date(event_time)"]}}
*/
SELECT
  date(t.event_time) AS day,
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
FROM industrial_internet.ods_telemetry t
LEFT JOIN industrial_internet.dim_machine m ON m.machine_id = t.machine_id
WHERE t.alarm IS NOT NULL
GROUP BY date(t.event_time), t.alarm, coalesce(m.kind, '未登记')
