/*
title: {zh: 设备日运行汇总, en: "A machine's day"}
refresh: {partition: [day], changes: {industrial_internet.ods_telemetry: ["date(event_time)"]}}
*/
WITH summed AS (
  SELECT
    date(event_time) AS day,
    machine_id,
    count(*) AS messages,
    sum(window_s) AS window_s,
    sum(run_s) AS run_s,
    count(alarm) AS alarms,
    max(meter_h) AS meter_h,
    avg(vibration) AS vibration
  FROM industrial_internet.ods_telemetry
  GROUP BY date(event_time), machine_id
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
