/*
title: {zh: 企业日用电与间接排放, en: "A firm's electricity and its carbon by day"}
refresh: {partition: [day], changes: {energy_carbon.ods_meter_reading: ["date(read_at - INTERVAL 1 MICROSECOND)"]}}
*/
-- A stamp is the end of its interval: midnight is the last of the day before.
WITH summed AS (
  SELECT
    date(read_at - INTERVAL 1 MICROSECOND) AS day,
    credit_code,
    count(DISTINCT meter_id) AS meters,
    cast(sum(kwh) AS decimal(18,2)) AS kwh
  FROM energy_carbon.ods_meter_reading
  GROUP BY date(read_at - INTERVAL 1 MICROSECOND), credit_code
)
SELECT s.day, s.credit_code, s.meters, s.kwh, s.kwh * g.value AS carbon_kg
FROM summed s
LEFT JOIN energy_carbon.dim_factor g
  ON g.code = 'grid_co2' AND s.day >= g.valid_from AND (g.valid_until IS NULL OR s.day < g.valid_until)
