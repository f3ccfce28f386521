/*
title: {zh: 车辆日里程与减排, en: "A truck's day"}
refresh: {partition: [day], changes: {hydrogen_fleet.ods_telemetry: ["date(event_time)"]}}
*/
WITH hop AS (
  SELECT
    date(event_time) AS day,
    plate,
    odometer - lag(odometer) OVER w AS km,
    (unix_micros(event_time) - lag(unix_micros(event_time)) OVER w) / 3600000000D AS hours
  FROM hydrogen_fleet.ods_telemetry
  WINDOW w AS (PARTITION BY date(event_time), plate ORDER BY event_time)
),
judged AS (SELECT day, plate, km, km >= 0 AND km <= 1 + 110 * hours AS driven FROM hop),
summed AS (
  SELECT
    day,
    plate,
    count(*) AS messages,
    count_if(NOT driven) AS left_out,
    coalesce(sum(km) FILTER (WHERE driven), 0) AS km
  FROM judged
  GROUP BY day, plate
)
SELECT
  s.day,
  s.plate,
  t.kind,
  t.credit_code,
  t.operator,
  s.messages,
  s.left_out,
  s.km,
  -- of narrow decimals, whose product keeps every digit until the column rounds it once
  cast(s.km AS decimal(10,1)) * c.value AS co2_kg,
  cast(s.km AS decimal(10,1)) * p.value AS pollutants_kg
FROM summed s
LEFT JOIN energy_carbon.dim_factor c
  ON c.code = 'diesel_truck_co2' AND s.day >= c.valid_from AND (c.valid_until IS NULL OR s.day < c.valid_until)
LEFT JOIN energy_carbon.dim_factor p
  ON p.code = 'diesel_truck_pollutants' AND s.day >= p.valid_from AND (p.valid_until IS NULL OR s.day < p.valid_until)
LEFT JOIN hydrogen_fleet.dim_truck t ON t.plate = s.plate
