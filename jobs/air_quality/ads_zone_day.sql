/*
title: {zh: 全域日空气质量, en: Daily air quality of the zone}
refresh: {key: [day], changes: {air_quality.dws_station_day: [day]}}
*/
-- HJ 663-2013: of the zone concentrations are averaged, over stations whose day is complete, and the index follows from
-- these means; a mean of the stations' indexes would be no index.
WITH limits AS (
  SELECT measure, pollutant, valid_from, valid_until,
    filter(array(at_0, at_50, at_100, at_150, at_200, at_300, at_400, at_500), e -> e IS NOT NULL) AS ends
  FROM air_quality.dim_limit
),
means AS (
  SELECT day, count(*) AS stations,
    bround(avg(so2), 0) AS so2, bround(avg(no2), 0) AS no2, bround(avg(pm10), 0) AS pm10, bround(avg(co), 1) AS co,
    bround(avg(o3_1h), 0) AS o3_1h, bround(avg(o3_8h), 0) AS o3_8h, bround(avg(pm25), 0) AS pm25
  FROM air_quality.dws_station_day
  WHERE complete
  GROUP BY day
),
parts AS (
  SELECT day, measure, concentration
  FROM means LATERAL VIEW stack(7,
    'so2_24h', CAST(so2 AS DECIMAL(8, 1)), 'no2_24h', CAST(no2 AS DECIMAL(8, 1)), 'pm10_24h', CAST(pm10 AS DECIMAL(8, 1)),
    'co_24h', CAST(co AS DECIMAL(8, 1)), 'o3_1h', CAST(o3_1h AS DECIMAL(8, 1)), 'o3_8h', CAST(o3_8h AS DECIMAL(8, 1)),
    'pm25_24h', CAST(pm25 AS DECIMAL(8, 1))) v AS measure, concentration
  WHERE concentration IS NOT NULL
),
places AS (
  SELECT p.day, l.pollutant, p.concentration, l.ends,
    array(0, 50, 100, 150, 200, 300, 400, 500) AS indexes,
    greatest(1, size(filter(l.ends, e -> e < p.concentration))) AS i
  FROM parts p
  JOIN limits l ON l.measure = p.measure AND p.day >= l.valid_from AND (l.valid_until IS NULL OR p.day < l.valid_until)
  -- Above its last limit a measure that has none for 500 has no index.
  WHERE size(l.ends) = 8 OR p.concentration <= array_max(l.ends)
),
indexes AS (
  SELECT day, pollutant,
    if(i >= size(ends), 500, CAST(ceil(indexes[i - 1] + (indexes[i] - indexes[i - 1]) * (concentration - ends[i - 1]) / (ends[i] - ends[i - 1])) AS INT)) AS iaqi
  FROM places
),
tops AS (
  SELECT day, pollutant, iaqi, max(iaqi) OVER (PARTITION BY day) AS aqi
  FROM indexes
),
result AS (
  SELECT day, max(aqi) AS aqi,
    nullif(array_join(array_sort(collect_set(if(iaqi = aqi AND aqi > 50, pollutant, NULL))), '、'), '') AS primary_pollutant
  FROM tops
  GROUP BY day
)
SELECT m.day, m.stations, m.so2, m.no2, m.pm10, m.co, m.o3_1h, m.o3_8h, m.pm25, r.aqi,
  CASE WHEN r.aqi <= 50 THEN 1 WHEN r.aqi <= 100 THEN 2 WHEN r.aqi <= 150 THEN 3 WHEN r.aqi <= 200 THEN 4
    WHEN r.aqi <= 300 THEN 5 WHEN r.aqi > 300 THEN 6 END AS level,
  r.primary_pollutant
FROM means m
LEFT JOIN result r ON r.day = m.day
