/*
title: {zh: 氢能车队日指标, en: The fleet by day}
refresh:
  partition: [day]
  changes:
    hydrogen_fleet.dws_truck_day: [day]
    hydrogen_fleet.dwd_fill: [day]
*/
WITH driven AS (
  SELECT
    day,
    count_if(km > 0) AS trucks,
    sum(km) AS km,
    sum(co2_kg) / 1000 AS co2_t,
    sum(pollutants_kg) / 1000 AS pollutants_t
  FROM hydrogen_fleet.dws_truck_day
  GROUP BY day
),
filled AS (
  SELECT
    day,
    count(*) AS fills,
    sum(hydrogen) AS hydrogen_kg,
    avg(minutes) AS refuel_minutes,
    count_if(NOT normal) AS slow,
    count_if(normal) / count(*) AS normal_share,
    count(range_km) AS ranges,
    sum(range_km) AS range_sum_km,
    avg(range_km) AS range_km
  FROM hydrogen_fleet.dwd_fill
  GROUP BY day
)
SELECT
  coalesce(d.day, f.day) AS day,
  coalesce(d.trucks, 0) AS trucks,
  coalesce(d.km, 0) AS km,
  d.co2_t,
  d.pollutants_t,
  coalesce(f.fills, 0) AS fills,
  coalesce(f.hydrogen_kg, 0) AS hydrogen_kg,
  f.refuel_minutes,
  coalesce(f.slow, 0) AS slow,
  f.normal_share,
  coalesce(f.ranges, 0) AS ranges,
  coalesce(f.range_sum_km, 0) AS range_sum_km,
  f.range_km
FROM driven d
FULL JOIN filled f ON f.day = d.day
