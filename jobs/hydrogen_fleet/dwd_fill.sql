/*
title: {zh: 加氢明细, en: Refuellings with the distance before them}
refresh: {key: [plate], changes: {hydrogen_fleet.ods_refuelling: [plate]}}
*/
WITH filled AS (
  SELECT
    *,
    odometer - lag(odometer) OVER w AS km,
    (unix_micros(started_at) - lag(unix_micros(started_at)) OVER w) / 3600000000D AS hours
  FROM hydrogen_fleet.ods_refuelling
  WINDOW w AS (PARTITION BY plate ORDER BY started_at, refuel_no)
),
judged AS (
  SELECT
    *,
    -- the same bound as for hops: an odometer that fell or leapt says nothing
    CASE WHEN km >= 0 AND km <= 1 + 110 * hours THEN km END AS range_km,
    (unix_micros(ended_at) - unix_micros(started_at)) / 60000000D AS minutes
  FROM filled
)
SELECT
  refuel_no,
  plate,
  station,
  date(started_at) AS day,
  started_at,
  minutes,
  minutes BETWEEN 8 AND 15 AS normal,
  hydrogen,
  range_km,
  try_divide(hydrogen * 100, range_km) AS kg_per_100km
FROM judged
