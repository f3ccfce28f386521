/*
title: {zh: 站点实时空气质量, en: Air quality by station in the newest hour}
*/
-- HJ 633-2012: hourly limits for gases, 24-hour limits for the running 24-hour means of particles, 8-hour ones for running ozone.
-- A running mean needs 20 of 24 hours, or 6 of 8 (GB 3095-2012 table 4).
-- Now is the newest hour that more than a fifth of the stations have reached, so that a fast clock calls no other late.
WITH limits AS (
  SELECT measure, pollutant, valid_from, valid_until,
    filter(array(at_0, at_50, at_100, at_150, at_200, at_300, at_400, at_500), e -> e IS NOT NULL) AS ends
  FROM air_quality.dim_limit
),
hours AS (
  SELECT h.*, max(measured_at) OVER (PARTITION BY station_code) AS newest
  FROM air_quality.ods_station_hour h
  WHERE status = 'N'
),
places_in_time AS (
  SELECT newest, row_number() OVER (ORDER BY newest DESC) AS place, count(*) OVER () AS stations
  FROM (SELECT DISTINCT station_code, newest FROM hours)
),
moment AS (SELECT newest AS newest_of_all FROM places_in_time WHERE place = 1 + stations DIV 5),
now AS (
  SELECT station_code, newest AS measured_at, newest >= newest_of_all - INTERVAL 3 HOURS AS online,
    max(if(measured_at = newest, so2, NULL)) AS so2,
    max(if(measured_at = newest, no2, NULL)) AS no2,
    max(if(measured_at = newest, co, NULL)) AS co,
    max(if(measured_at = newest, o3, NULL)) AS o3,
    if(count(if(measured_at > newest - INTERVAL 8 HOURS, o3, NULL)) >= 6, bround(avg(if(measured_at > newest - INTERVAL 8 HOURS, o3, NULL)), 0), NULL) AS o3_8h,
    if(count(pm10) >= 20, bround(avg(pm10), 0), NULL) AS pm10_24h,
    if(count(pm25) >= 20, bround(avg(pm25), 0), NULL) AS pm25_24h
  FROM hours CROSS JOIN moment
  WHERE measured_at > newest - INTERVAL 24 HOURS
  GROUP BY station_code, newest, newest_of_all
),
parts AS (
  SELECT station_code, CAST(measured_at - INTERVAL 1 HOUR AS DATE) AS day, measure, concentration
  FROM now LATERAL VIEW stack(7,
    'so2_1h', CAST(bround(so2, 0) AS DECIMAL(8, 1)), 'no2_1h', CAST(bround(no2, 0) AS DECIMAL(8, 1)), 'co_1h', CAST(bround(co, 1) AS DECIMAL(8, 1)),
    'o3_1h', CAST(bround(o3, 0) AS DECIMAL(8, 1)), 'o3_8h', CAST(o3_8h AS DECIMAL(8, 1)),
    'pm10_24h', CAST(pm10_24h AS DECIMAL(8, 1)), 'pm25_24h', CAST(pm25_24h AS DECIMAL(8, 1))) v AS measure, concentration
  WHERE concentration IS NOT NULL
),
places AS (
  SELECT p.station_code, l.pollutant, p.concentration, l.ends,
    array(0, 50, 100, 150, 200, 300, 400, 500) AS indexes,
    greatest(1, size(filter(l.ends, e -> e < p.concentration))) AS i
  FROM parts p
  JOIN limits l ON l.measure = p.measure AND p.day >= l.valid_from AND (l.valid_until IS NULL OR p.day < l.valid_until)
  -- Above its last limit a measure that has none for 500 has no index.
  WHERE size(l.ends) = 8 OR p.concentration <= array_max(l.ends)
),
indexes AS (
  SELECT station_code, pollutant,
    if(i >= size(ends), 500, CAST(ceil(indexes[i - 1] + (indexes[i] - indexes[i - 1]) * (concentration - ends[i - 1]) / (ends[i] - ends[i - 1])) AS INT)) AS iaqi
  FROM places
),
tops AS (
  SELECT station_code, pollutant, iaqi, max(iaqi) OVER (PARTITION BY station_code) AS aqi
  FROM indexes
),
result AS (
  SELECT station_code, max(aqi) AS aqi,
    nullif(array_join(array_sort(collect_set(if(iaqi = aqi AND aqi > 50, pollutant, NULL))), '、'), '') AS primary_pollutant
  FROM tops
  GROUP BY station_code
)
SELECT s.station_code, s.name AS station_name, s.street_code, s.lon, s.lat, n.measured_at, coalesce(n.online, false) AS online,
  n.so2, n.no2, n.co, n.o3, n.o3_8h, n.pm10_24h, n.pm25_24h, r.aqi, r.primary_pollutant
FROM air_quality.dim_station s
LEFT JOIN now n ON n.station_code = s.station_code
LEFT JOIN result r ON r.station_code = s.station_code
