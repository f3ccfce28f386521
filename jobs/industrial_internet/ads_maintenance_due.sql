/*
title: {zh: 待保养设备, en: Machines due for maintenance}
refresh:
  key: [machine_id]
  changes:
    industrial_internet.dws_machine_day: [machine_id]
    industrial_internet.dim_machine: [machine_id]
*/
WITH seen AS (
  SELECT
    machine_id,
    max(meter_h) AS meter_h,
    max(day) AS last_day,
    max_by(vibration, day) AS vibration,
    -- hours a day that it runs, if it runs on as it did
    try_divide(24.0 * sum(run_s), sum(window_s)) AS daily_h
  FROM industrial_internet.dws_machine_day
  GROUP BY machine_id
),
judged AS (
  SELECT
    s.machine_id,
    m.credit_code,
    m.firm_name,
    m.kind,
    m.street_code,
    s.meter_h - m.serviced_at_meter AS hours_used,
    m.service_interval,
    s.vibration,
    s.last_day,
    s.daily_h,
    coalesce(s.meter_h - m.serviced_at_meter >= 0.9 * m.service_interval, false) AS by_hours,
    coalesce(s.vibration > 4.5, false) AS by_vibration
  FROM seen s
  LEFT JOIN industrial_internet.dim_machine m ON m.machine_id = s.machine_id
)
SELECT
  j.machine_id,
  j.credit_code,
  j.firm_name,
  j.kind,
  j.street_code,
  CASE WHEN j.by_hours AND j.by_vibration THEN 'both' WHEN j.by_hours THEN 'hours' ELSE 'vibration' END AS reason,
  j.hours_used,
  j.hours_used / j.service_interval AS interval_used,
  j.vibration,
  j.last_day,
  -- greatest() and least() pass over nulls: so a machine that is not listed or stands still is asked first
  CASE
    WHEN j.service_interval IS NOT NULL AND j.daily_h > 0 THEN date_add(
      j.last_day,
      cast(least(floor(greatest(j.service_interval - j.hours_used, 0) / j.daily_h), 36500) AS int))
  END AS due_on
FROM judged j
WHERE j.by_hours OR j.by_vibration
