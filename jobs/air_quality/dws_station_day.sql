/*
title: {zh: 站点日空气质量, en: Daily air quality by station}
refresh: {key: [station_code, day], changes: {air_quality.ods_station_hour: [station_code, "CAST(measured_at - INTERVAL 1 HOUR AS DATE)"]}}
*/
-- Daily means need 20 valid hours; the ozone of a day needs 14 running 8-hour means of at least 6 hours each that
-- end at 8:00 to 24:00, unless what there is exceeds the limit already (GB 3095-2012 table 4, HJ 663-2013; the 14 assumed).
-- Means are rounded half to even as GB/T 8170 does, indexes always up; the index is the greatest of all pollutants' (HJ 633-2012, 4).
WITH limits AS (
  SELECT measure, pollutant, valid_from, valid_until,
    filter(array(at_0, at_50, at_100, at_150, at_200, at_300, at_400, at_500), e -> e IS NOT NULL) AS ends
  FROM air_quality.dim_limit
),
hours AS (
  SELECT station_code, CAST(measured_at - INTERVAL 1 HOUR AS DATE) AS day, hour(measured_at - INTERVAL 1 HOUR) + 1 AS hour,
    so2, no2, pm10, co, o3, pm25
  FROM air_quality.ods_station_hour
  WHERE status = 'N'
),
means AS (
  SELECT station_code, day, count(*) AS hours,
    if(count(so2) >= 20, bround(avg(so2), 0), NULL) AS so2,
    if(count(no2) >= 20, bround(avg(no2), 0), NULL) AS no2,
    if(count(pm10) >= 20, bround(avg(pm10), 0), NULL) AS pm10,
    if(count(co) >= 20, bround(avg(co), 1), NULL) AS co,
    if(count(o3) >= 20, bround(max(o3), 0), NULL) AS o3_1h,
    if(count(pm25) >= 20, bround(avg(pm25), 0), NULL) AS pm25
  FROM hours
  GROUP BY station_code, day
),
running AS (
  SELECT station_code, day, bround(avg(o3), 0) AS o3
  FROM hours LATERAL VIEW explode(sequence(greatest(hour, 8), least(hour + 7, 24))) AS until
  GROUP BY station_code, day, until
  HAVING count(o3) >= 6
),
ozone AS (
  SELECT station_code, day, if(count(*) >= 14 OR max(o3) > 160, max(o3), NULL) AS o3_8h
  FROM running
  GROUP BY station_code, day
),
days AS (
  SELECT m.*, o.o3_8h
  FROM means m LEFT JOIN ozone o ON o.station_code = m.station_code AND o.day = m.day
),
parts AS (
  SELECT station_code, day, measure, CAST(concentration AS DECIMAL(8, 1)) AS concentration
  FROM days LATERAL VIEW stack(7,
    'so2_24h', CAST(so2 AS DECIMAL(8, 1)), 'no2_24h', CAST(no2 AS DECIMAL(8, 1)), 'pm10_24h', CAST(pm10 AS DECIMAL(8, 1)),
    'co_24h', CAST(co AS DECIMAL(8, 1)), 'o3_1h', CAST(o3_1h AS DECIMAL(8, 1)), 'o3_8h', CAST(o3_8h AS DECIMAL(8, 1)),
    'pm25_24h', CAST(pm25 AS DECIMAL(8, 1))) v AS measure, concentration
  WHERE concentration IS NOT NULL
),
places AS (
  SELECT p.station_code, p.day, l.pollutant, p.concentration, l.ends,
    array(0, 50, 100, 150, 200, 300, 400, 500) AS indexes,
    greatest(1, size(filter(l.ends, e -> e < p.concentration))) AS i
  FROM parts p
  JOIN limits l ON l.measure = p.measure AND p.day >= l.valid_from AND (l.valid_until IS NULL OR p.day < l.valid_until)
  -- Above its last limit a measure that has none for 500 has no index.
  WHERE size(l.ends) = 8 OR p.concentration <= array_max(l.ends)
),
indexes AS (
  SELECT station_code, day, pollutant,
    if(i >= size(ends), 500, CAST(ceil(indexes[i - 1] + (indexes[i] - indexes[i - 1]) * (concentration - ends[i - 1]) / (ends[i] - ends[i - 1])) AS INT)) AS iaqi
  FROM places
),
tops AS (
  SELECT station_code, day, pollutant, iaqi, max(iaqi) OVER (PARTITION BY station_code, day) AS aqi
  FROM indexes
),
result AS (
  SELECT station_code, day, max(aqi) AS aqi,
    nullif(array_join(array_sort(collect_set(if(iaqi = aqi AND aqi > 50, pollutant, NULL))), '、'), '') AS primary_pollutant,
    nullif(array_join(array_sort(collect_set(if(iaqi > 100, pollutant, NULL))), '、'), '') AS exceeded
  FROM tops
  GROUP BY station_code, day
)
SELECT d.station_code, d.day, s.name AS station_name, s.street_code, d.hours,
  d.so2, d.no2, d.pm10, d.co, d.o3_1h, d.o3_8h, d.pm25, r.aqi,
  CASE WHEN r.aqi <= 50 THEN 1 WHEN r.aqi <= 100 THEN 2 WHEN r.aqi <= 150 THEN 3 WHEN r.aqi <= 200 THEN 4
    WHEN r.aqi <= 300 THEN 5 WHEN r.aqi > 300 THEN 6 END AS level,
  r.primary_pollutant, r.exceeded,
  d.so2 IS NOT NULL AND d.no2 IS NOT NULL AND d.pm10 IS NOT NULL AND d.co IS NOT NULL
    AND d.o3_8h IS NOT NULL AND d.pm25 IS NOT NULL AS complete
FROM days d
LEFT JOIN result r ON r.station_code = d.station_code AND r.day = d.day
LEFT JOIN air_quality.dim_station s ON s.station_code = d.station_code
