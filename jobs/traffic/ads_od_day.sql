/*
title: {zh: 街道间出行（OD）, en: Trips from street to street}
refresh: {partition: [day], changes: {traffic.ods_passage: ["date(passed_at - INTERVAL 4 HOURS)"]}}
*/
WITH passed AS (
  SELECT
    date(p.passed_at - INTERVAL 4 HOURS) AS day,
    p.plate,
    p.passage_id,
    unix_micros(p.passed_at) AS at,
    c.street_code
  FROM traffic.ods_passage p
  JOIN traffic.dim_checkpoint c ON c.checkpoint = p.checkpoint
  WHERE p.plate IS NOT NULL
),
paused AS (
  SELECT *, coalesce(at - lag(at) OVER (PARTITION BY day, plate ORDER BY at, passage_id) > 1800 * 1000000L, true) AS begins
  FROM passed
),
numbered AS (
  SELECT *, count_if(begins) OVER (PARTITION BY day, plate ORDER BY at, passage_id ROWS UNBOUNDED PRECEDING) AS trip
  FROM paused
),
trip AS (
  SELECT
    day,
    plate,
    trip,
    min_by(street_code, struct(at, passage_id)) AS origin_code,
    max_by(street_code, struct(at, passage_id)) AS destination_code,
    (max(at) - min(at)) / 60000000D AS minutes
  FROM numbered
  GROUP BY day, plate, trip
  HAVING count(*) > 1
)
SELECT
  t.day,
  t.origin_code,
  o.name_zh AS origin,
  t.destination_code,
  d.name_zh AS destination,
  count(*) AS trips,
  count(DISTINCT t.plate) AS vehicles,
  avg(t.minutes) AS minutes
FROM trip t
LEFT JOIN dim.dim_street o ON o.street_code = t.origin_code
LEFT JOIN dim.dim_street d ON d.street_code = t.destination_code
GROUP BY t.day, t.origin_code, o.name_zh, t.destination_code, d.name_zh
