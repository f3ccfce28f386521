/*
title: {zh: 超标日与最近污染源, en: Exceedances and the sources nearest to them}
refresh: {key: [station_code, day], changes: {air_quality.dws_station_day: [station_code, day]}}
*/
-- The three nearest sources that emit what exceeds; ozone has none of its own, so its precursors VOCs and NO2 count.
-- Method: every exceeding day against every source by haversine, on the mean Earth radius of IUGG; exceedances times sources, a few hundred each.
WITH exceeding AS (
  SELECT d.station_code, d.day, d.station_name, d.aqi, d.exceeded, s.lon, s.lat,
    flatten(transform(split(d.exceeded, '、'), p -> if(p = 'O3', array('VOCs', 'NO2'), array(p)))) AS wanted
  FROM air_quality.dws_station_day d
  JOIN air_quality.dim_station s ON s.station_code = d.station_code
  WHERE d.aqi > 100
),
pairs AS (
  SELECT e.station_code, e.day, e.station_name, e.aqi, e.exceeded, s.source_code, s.name AS source_name, s.credit_code, s.kind,
    CAST(round(2 * 6371008.8 * asin(sqrt(pow(sin(radians(s.lat - e.lat) / 2), 2)
      + cos(radians(e.lat)) * cos(radians(s.lat)) * pow(sin(radians(s.lon - e.lon) / 2), 2)))) AS INT) AS distance
  FROM exceeding e
  LEFT JOIN air_quality.dim_source s ON arrays_overlap(split(s.emits, '、'), e.wanted)
),
ranked AS (
  SELECT *, row_number() OVER (PARTITION BY station_code, day ORDER BY distance, source_code) AS rank
  FROM pairs
)
SELECT station_code, day, rank, station_name, aqi, exceeded, source_code, source_name, credit_code, kind, distance
FROM ranked
WHERE rank <= 3
