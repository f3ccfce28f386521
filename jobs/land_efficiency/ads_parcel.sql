/*
title: {zh: 工业宗地效益, en: Industrial parcels and which to clear}
refresh: {partition: [year], changes: {land_efficiency.ods_land_firm: [year]}}
*/
WITH used AS (
  SELECT year, parcel_code, count(*) AS firms, sum(revenue) AS revenue, sum(tax) AS tax
  FROM land_efficiency.ods_land_firm
  GROUP BY year, parcel_code
),
parcel AS (
  SELECT y.year, p.*, coalesce(p.measured_mu, p.declared_mu) AS area_mu
  FROM (SELECT DISTINCT year FROM land_efficiency.ods_land_firm) y
  CROSS JOIN land_efficiency.dwd_parcel p
  WHERE p.use = '0601'
)
SELECT
  p.year,
  p.parcel_code,
  p.name,
  p.street_code,
  p.street,
  p.lon,
  p.lat,
  p.area_mu,
  coalesce(u.firms, 0) AS firms,
  coalesce(u.revenue, 0) AS revenue,
  coalesce(u.tax, 0) AS tax,
  round(coalesce(u.revenue, 0) / p.area_mu, 2) AS revenue_per_mu,
  round(coalesce(u.tax, 0) / p.area_mu, 2) AS tax_per_mu,
  CASE WHEN u.firms IS NULL THEN 'idle' WHEN u.tax < 1 * p.area_mu THEN 'low' END AS clear_reason
FROM parcel p
LEFT JOIN used u ON u.year = p.year AND u.parcel_code = p.parcel_code
