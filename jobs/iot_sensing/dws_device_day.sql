/*
title: {zh: 设备日健康, en: "A device's day"}
refresh: {partition: [day], changes: {iot_sensing.ods_reading: ["date(event_time)"]}}
*/
WITH message AS (
  SELECT
    date(event_time) AS day,
    device_id,
    value,
    battery,
    event_time,
    unix_micros(event_time) AS at,
    unix_micros(event_time) - unix_micros(received_at) AS ahead,
    unix_micros(event_time)
      - lag(unix_micros(event_time)) OVER (PARTITION BY date(event_time), device_id ORDER BY event_time) AS pause
  FROM iot_sensing.ods_reading
),
device AS (
  SELECT device_id, kind, street_code, coalesce(enabled, true) AS enabled, greatest(3 * interval_s, 1800) * 1000000L AS longest
  FROM iot_sensing.dim_device
),
heard AS (
  SELECT
    m.day,
    m.device_id,
    count(*) AS readings,
    min(m.at) AS first_at,
    max(m.at) AS last_at,
    max(m.event_time) AS last_time,
    max_by(m.value, m.at) AS last_value,
    max_by(m.battery, m.at) AS last_battery,
    count_if(m.pause > d.longest) AS gaps,
    max(m.pause) AS pause,
    count(*) >= 12 AND max(m.at) - min(m.at) >= 6 * 3600000000L AND min(m.value) = max(m.value) AS stuck,
    CASE WHEN count(*) >= 8 THEN percentile(m.ahead, 0.5) END AS ahead
  FROM message m
  JOIN device d ON d.device_id = m.device_id
  GROUP BY m.day, m.device_id
),
span AS (SELECT day, min(first_at) AS began, max(last_at) AS ended FROM heard GROUP BY day)
SELECT
  s.day,
  d.device_id,
  d.kind,
  d.street_code,
  coalesce(h.readings, 0) AS readings,
  h.last_time AS last_at,
  h.last_value,
  h.last_battery,
  coalesce(h.gaps + int(h.first_at - s.began > d.longest) + int(s.ended - h.last_at > d.longest), 0) AS gaps,
  greatest(h.pause, h.first_at - s.began, s.ended - h.last_at) DIV 1000000 AS longest_pause_s,
  coalesce(h.stuck, false) AS stuck,
  h.ahead / 1000000 AS skew_s,
  coalesce(abs(h.ahead) > 120 * 1000000L, false) AS skewed,
  h.device_id IS NULL AS silent
FROM span s
CROSS JOIN device d
LEFT JOIN heard h ON h.day = s.day AND h.device_id = d.device_id
WHERE d.enabled OR h.device_id IS NOT NULL
