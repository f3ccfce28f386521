/*
title: {zh: 设备日健康, en: "A device's day"}
refresh:
  partition: [day]
  changes:
    iot_sensing.ods_reading: ["date(if(event_time < received_at - INTERVAL 1 DAY, received_at, least(event_time, received_at)))"]
*/
-- No device's clock says for the others which day it is, or how late: a message was sent before it came, and at most a day
-- before. Days, their beginning and their end follow from devices whose clock agrees with the gateway's.
WITH message AS (
  SELECT
    device_id,
    value,
    battery,
    received_at,
    if(event_time < received_at - INTERVAL 1 DAY, received_at, least(event_time, received_at)) AS sent_at,
    unix_micros(event_time) - unix_micros(received_at) AS ahead
  FROM iot_sensing.ods_reading
),
ordered AS (
  SELECT
    *,
    date(sent_at) AS day,
    unix_micros(sent_at) AS at,
    unix_micros(sent_at)
      - lag(unix_micros(sent_at)) OVER (PARTITION BY date(sent_at), device_id ORDER BY sent_at) AS pause
  FROM message
),
device AS (
  SELECT
    device_id,
    kind,
    street_code,
    coalesce(enabled, true) AS enabled,
    greatest(3 * interval_s, 1800) * 1000000L AS longest,
    -- After how many hours of one value it is stuck: some kinds stand still for days, a lamp or a pond for half of one.
    CASE
      WHEN kind IN ('smoke', 'gas', 'parking', 'manhole_tilt') THEN NULL
      WHEN kind IN ('lamp_current', 'water_level') THEN 18
      ELSE 6
    END AS still_h
  FROM iot_sensing.dim_device
),
heard AS (
  SELECT
    m.day,
    m.device_id,
    count(*) AS readings,
    min(m.at) AS first_at,
    max(m.at) AS last_at,
    max(m.sent_at) AS last_sent,
    max(m.received_at) AS last_received,
    max_by(m.value, m.at) AS last_value,
    max_by(m.battery, m.at) AS last_battery,
    count_if(m.pause > d.longest) AS gaps,
    max(m.pause) AS pause,
    count(*) >= 12 AND max(m.at) - min(m.at) >= max(d.still_h) * 3600000000L AND min(m.value) = max(m.value) AS stuck,
    bigint(percentile(m.ahead, 0.5)) AS ahead,
    bigint(percentile(unix_micros(m.received_at) - m.at, 0.5)) AS way
  FROM ordered m
  JOIN device d ON d.device_id = m.device_id
  GROUP BY m.day, m.device_id
),
-- Every device on every day, with what was heard of it, if anything. Readings are gone through once: Spark computes an
-- answer that is named twice two times.
asked AS (
  SELECT
    day,
    device_id,
    struct(readings, first_at, last_at, last_sent, last_received, last_value, last_battery, gaps, pause, stuck, ahead, way) AS h
  FROM heard
  UNION ALL
  SELECT s.day, d.device_id, NULL AS h
  FROM (SELECT DISTINCT date(sent_at) AS day FROM message) s
  CROSS JOIN device d
  WHERE d.enabled
),
known AS (
  SELECT day, device_id, max(h) AS h
  FROM asked
  GROUP BY day, device_id
),
spanned AS (
  SELECT
    *,
    min(if(abs(h.ahead) <= 120 * 1000000L, h.first_at, NULL)) OVER (PARTITION BY day) AS began,
    max(if(abs(h.ahead) <= 120 * 1000000L, h.last_at, NULL)) OVER (PARTITION BY day) AS ended
  FROM known
),
judged AS (
  SELECT
    s.day,
    d.device_id,
    d.kind,
    d.street_code,
    d.longest,
    s.h.first_at - s.began AS before_first,
    -- What a slow clock dates to the day before is missing at the end of its own day.
    s.ended - s.h.last_at - if(s.h.way > 120 * 1000000L, s.h.way, 0L) AS after_last,
    coalesce(s.h.readings >= 8 AND abs(s.h.ahead) > 120 * 1000000L, false) AS skewed,
    s.h IS NULL AS silent,
    s.h.*
  FROM spanned s
  JOIN device d ON d.device_id = s.device_id
  WHERE s.h IS NOT NULL OR s.ended - s.began > least(d.longest, 23 * 3600000000L)
)
SELECT
  day,
  device_id,
  kind,
  street_code,
  coalesce(readings, 0) AS readings,
  if(skewed, last_received, last_sent) AS last_at,
  last_value,
  last_battery,
  coalesce(gaps, 0) + int(coalesce(before_first > longest, false)) + int(coalesce(after_last > longest, false)) AS gaps,
  greatest(pause, before_first, after_last) DIV 1000000 AS longest_pause_s,
  coalesce(stuck, false) AS stuck,
  CASE WHEN readings >= 8 THEN ahead / 1000000 END AS skew_s,
  skewed,
  silent
FROM judged
