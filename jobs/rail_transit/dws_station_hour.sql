/*
title: {zh: 车站小时客流, en: Riders by station and hour}
refresh: {partition: [day], changes: {rail_transit.ods_gate: ["date(at)"]}}
*/
WITH passed AS (
  SELECT
    date(at) AS day,
    station_code,
    hour(at) AS hour,
    count_if(direction = '进站') AS entries,
    count_if(direction = '出站') AS exits
  FROM rail_transit.ods_gate
  GROUP BY date(at), station_code, hour(at)
)
SELECT p.day, p.station_code, s.name AS station, s.line_code, s.line_name, p.hour, p.entries, p.exits
FROM passed p
LEFT JOIN rail_transit.dim_station s ON s.station_code = p.station_code
