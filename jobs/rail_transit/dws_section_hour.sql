/*
title: {zh: 断面小时运行, en: Sections by hour}
refresh: {partition: [day], changes: {rail_transit.ods_train: [day]}}
*/
-- What leaves before four leaves in the night after its day of service, and counts on that day.
WITH called AS (
  SELECT
    *,
    to_timestamp(concat(day, ' ', departed)) + if(departed < '04:00:00', INTERVAL '1' DAY, INTERVAL '0' DAY) AS departed_at
  FROM rail_transit.ods_train
),
left_station AS (
  SELECT
    *,
    (unix_micros(departed_at) - lag(unix_micros(departed_at)) OVER (
      PARTITION BY day, station_code, direction ORDER BY departed_at, train_no
    )) DIV 1000000 AS headway_s
  FROM called
),
section AS (
  SELECT a.station_code, d.direction, a.line_code, a.line_name, concat(a.name, '-', b.name) AS section
  FROM rail_transit.dim_station a
  CROSS JOIN (VALUES ('上行', 1), ('下行', -1)) AS d(direction, step)
  JOIN rail_transit.dim_station b ON b.line_code = a.line_code AND b.station_order = a.station_order + d.step
),
summed AS (
  SELECT
    t.day,
    s.line_code,
    s.line_name,
    t.direction,
    t.station_code,
    s.section,
    hour(t.departed_at) AS hour,
    count(*) AS trains,
    sum(t.onboard) AS onboard,
    sum(t.capacity) FILTER (WHERE t.onboard IS NOT NULL) AS capacity,
    count(t.headway_s) AS headways,
    avg(t.headway_s) AS headway_s,
    max(t.headway_s) AS headway_max_s,
    count_if(t.headway_s > 1.5 * t.planned_s) AS long_headways,
    count_if(t.headway_s < 0.5 * t.planned_s) AS bunched
  FROM left_station t
  JOIN section s ON s.station_code = t.station_code AND s.direction = t.direction
  GROUP BY t.day, s.line_code, s.line_name, t.direction, t.station_code, s.section, hour(t.departed_at)
)
SELECT
  *,
  onboard / capacity AS load_rate,
  CASE
    WHEN onboard IS NULL THEN NULL
    WHEN onboard <= 0.7 * capacity THEN 1
    WHEN onboard <= capacity THEN 2
    WHEN onboard <= 1.2 * capacity THEN 3
    ELSE 4
  END AS level
FROM summed
