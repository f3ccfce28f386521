/*
title: {zh: 设备日运行汇总, en: "A machine's day"}
refresh: {partition: [day], changes: {industrial_internet.ods_telemetry: ["date(event_time - INTERVAL 1 MICROSECOND)"]}}
*/
-- A stamp is the end of its window: midnight is the last of the day before.
WITH message AS (
  SELECT
    *,
    date(event_time - INTERVAL 1 MICROSECOND) AS day,
    lag(alarm) OVER (PARTITION BY date(event_time - INTERVAL 1 MICROSECOND), machine_id ORDER BY event_time) AS alarm_before
  FROM industrial_internet.ods_telemetry
),
summed AS (
  SELECT
    day,
    machine_id,
    count(*) AS messages,
    sum(window_s) AS window_s,
    sum(run_s) AS run_s,
    count_if(alarm IS NOT NULL AND alarm IS DISTINCT FROM alarm_before) AS alarms,
    max(meter_h) AS meter_h,
    avg(vibration) AS vibration
  FROM message
  GROUP BY day, machine_id
)
SELECT
  s.day,
  s.machine_id,
  m.credit_code,
  m.firm_name,
  m.kind,
  m.street_code,
  s.messages,
  s.window_s,
  s.run_s,
  s.run_s / s.window_s AS utilisation,
  s.alarms,
  s.meter_h,
  s.vibration
FROM summed s
LEFT JOIN industrial_internet.dim_machine m ON m.machine_id = s.machine_id
