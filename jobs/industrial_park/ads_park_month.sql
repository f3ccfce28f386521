/*
title: {zh: 园区月度画像, en: Parks by month}
refresh: full
*/
WITH parks AS (
  SELECT m.month, p.*
  FROM (SELECT DISTINCT period AS month FROM industrial_park.ods_park_month) m
  JOIN industrial_park.dim_park p ON p.opened_on <= last_day(m.month)
),
tenancy AS (
  SELECT p.month, p.park_code, count(DISTINCT t.credit_code) AS firms, sum(t.leased_area) AS leased_area
  FROM parks p
  JOIN industrial_park.ods_park_firm t
    ON t.park_code = p.park_code
    AND t.moved_in <= last_day(p.month)
    AND (t.moved_out IS NULL OR t.moved_out > last_day(p.month))
  GROUP BY p.month, p.park_code
)
SELECT
  p.month,
  p.park_code,
  p.park_name,
  p.topic,
  p.street_code,
  s.name_zh AS street,
  p.lon,
  p.lat,
  p.area_mu,
  p.floor_area,
  coalesce(t.leased_area, 0) AS leased_area,
  round(100 * coalesce(t.leased_area, 0) / p.floor_area, 2) AS occupancy,
  CASE
    WHEN coalesce(t.leased_area, 0) > p.floor_area THEN 'overlet'
    WHEN coalesce(t.leased_area, 0) < 0.6 * p.floor_area THEN 'vacant'
    ELSE 'normal'
  END AS occupancy_state,
  coalesce(t.firms, 0) AS firms,
  r.output,
  round(try_divide(100 * (r.output - past.output), past.output), 2) AS output_growth,
  round(r.output / p.area_mu, 2) AS output_per_mu,
  r.tax,
  r.staff
FROM parks p
LEFT JOIN tenancy t ON t.month = p.month AND t.park_code = p.park_code
LEFT JOIN industrial_park.ods_park_month r ON r.period = p.month AND r.park_code = p.park_code
LEFT JOIN industrial_park.ods_park_month past
  ON past.period = add_months(p.month, -12) AND past.park_code = p.park_code
LEFT JOIN dim.dim_street s ON s.street_code = p.street_code
