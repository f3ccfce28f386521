/*
title: {zh: 设备最新状态, en: Latest state of devices}
*/
WITH moment AS (
  SELECT coalesce(max(last_at) FILTER (WHERE NOT skewed), max(last_at)) AS now
  FROM iot_sensing.dws_device_day
),
summed AS (
  SELECT
    device_id,
    max(last_at) AS last_at,
    max_by(last_value, last_at) AS last_value,
    max_by(last_battery, last_at) AS last_battery,
    max_by(skew_s, day) FILTER (WHERE skew_s IS NOT NULL) AS skew_s,
    count(*) AS days,
    sum(readings) AS readings,
    count_if(gaps > 0) AS gap_days,
    count_if(stuck) AS stuck_days,
    count_if(skewed) AS skew_days,
    count_if(silent) AS silent_days
  FROM iot_sensing.dws_device_day
  GROUP BY device_id
)
SELECT
  d.device_id,
  d.kind,
  d.kind_name,
  d.street_code,
  t.name_zh AS street_name,
  d.lon,
  d.lat,
  d.enabled,
  coalesce(
    unix_micros(m.now) - unix_micros(s.last_at) <= greatest(3 * d.interval_s, 1800) * 1000000L, false
  ) AS online,
  s.last_at,
  s.last_value,
  d.unit,
  s.last_battery,
  coalesce(s.days, 0) AS days,
  coalesce(s.readings, 0) AS readings,
  coalesce(s.gap_days, 0) AS gap_days,
  coalesce(s.stuck_days, 0) AS stuck_days,
  coalesce(s.skew_days, 0) AS skew_days,
  coalesce(s.silent_days, 0) AS silent_days,
  s.skew_s
FROM iot_sensing.dim_device d
CROSS JOIN moment m
LEFT JOIN summed s ON s.device_id = d.device_id
LEFT JOIN dim.dim_street t ON t.street_code = d.street_code
