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
islands AS (
  SELECT
    *,
    row_number() OVER (PARTITION BY waybill_no ORDER BY measured_at)
      - row_number() OVER (PARTITION BY waybill_no, excess > 0 ORDER BY measured_at) AS island
  FROM measured
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
