/*
title: {zh: 线路日运营, en: Lines by day}
refresh: {partition: [day], changes: {rail_transit.dws_station_hour: [day], rail_transit.dws_section_hour: [day]}}
*/
WITH hourly AS (
  SELECT day, line_code, hour, min(line_name) AS line_name, sum(entries) AS entries, sum(exits) AS exits
  FROM rail_transit.dws_station_hour
  WHERE line_code IS NOT NULL
  GROUP BY day, line_code, hour
),
riders AS (
  SELECT
    day,
    line_code,
    min(line_name) AS line_name,
    sum(entries) AS entries,
    sum(exits) AS exits,
    max_by(hour, struct(entries, -hour)) AS peak_hour
  FROM hourly
  GROUP BY day, line_code
),
ran AS (
  SELECT
    day,
    line_code,
    min(line_name) AS line_name,
    max(load_rate) AS peak_load_rate,
    -- of two alike, the one by name and then the earlier
    min_by(struct(section, hour), struct(-load_rate, section, hour)) FILTER (WHERE load_rate IS NOT NULL) AS peak,
    count_if(level >= 3) AS crowded,
    try_divide(sum(headway_s * headways), sum(headways)) AS headway_s,
    sum(long_headways) AS long_headways,
    sum(bunched) AS bunched
  FROM rail_transit.dws_section_hour
  GROUP BY day, line_code
)
SELECT
  coalesce(r.day, t.day) AS day,
  coalesce(r.line_code, t.line_code) AS line_code,
  coalesce(r.line_name, t.line_name) AS line_name,
  coalesce(r.entries, 0) AS entries,
  coalesce(r.exits, 0) AS exits,
  r.peak_hour,
  t.peak_load_rate,
  t.peak.section AS peak_section,
  t.peak.hour AS peak_section_hour,
  coalesce(t.crowded, 0) AS crowded,
  t.headway_s,
  coalesce(t.long_headways, 0) AS long_headways,
  coalesce(t.bunched, 0) AS bunched
FROM riders r
FULL JOIN ran t ON t.day = r.day AND t.line_code = r.line_code
