/*
title: {zh: 冷链断链事件, en: Breaches of the cold chain}
refresh:
  key: [waybill_no]
  changes:
    smart_logistics.ods_waybill: [waybill_no]
    smart_logistics.ods_cold_reading: [waybill_no]
*/
WITH measured AS (
  SELECT
    w.waybill_no,
    w.created_at,
    w.credit_code,
    w.carrier,
    w.kind,
    w.street_code,
    r.measured_at,
    -- how far outside the band of GB 31605-2020; 0 inside
    CASE
      WHEN w.kind = '冷冻' THEN greatest(r.temperature + 18, 0)
      ELSE greatest(r.temperature - 10, 0 - r.temperature, 0)
    END AS excess
  FROM smart_logistics.ods_waybill w
  JOIN smart_logistics.ods_cold_reading r ON r.waybill_no = w.waybill_no
  WHERE w.kind IN ('冷藏', '冷冻')
),
paused AS (
  SELECT
    *,
    lag(excess > 0) OVER (PARTITION BY waybill_no ORDER BY measured_at) AS was_outside,
    unix_micros(measured_at)
      - lag(unix_micros(measured_at)) OVER (PARTITION BY waybill_no ORDER BY measured_at) AS pause
  FROM measured
),
usual AS (
  SELECT *, percentile(pause, 0.5) OVER (PARTITION BY waybill_no) AS interval
  FROM paused
),
-- What was between two readings that lie more than two of the probe's intervals apart nobody knows.
islands AS (
  SELECT
    *,
    count_if(was_outside IS DISTINCT FROM (excess > 0) OR pause > 2 * interval)
      OVER (PARTITION BY waybill_no ORDER BY measured_at ROWS UNBOUNDED PRECEDING) AS island
  FROM usual
)
SELECT
  waybill_no,
  min(measured_at) AS started_at,
  max(measured_at) AS ended_at,
  date(created_at) AS day,
  credit_code,
  carrier,
  kind,
  street_code,
  timestampdiff(MINUTE, min(measured_at), max(measured_at)) AS minutes,
  count(*) AS readings,
  max(excess) AS worst
FROM islands
WHERE excess > 0
GROUP BY waybill_no, created_at, credit_code, carrier, kind, street_code, island
HAVING timestampdiff(MINUTE, min(measured_at), max(measured_at)) >= 10
