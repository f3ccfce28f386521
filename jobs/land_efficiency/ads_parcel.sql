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
  SELECT
    y.year,
    p.*,
    coalesce(p.measured_mu, p.declared_mu) AS area_mu,
    coalesce(u.firms, 0) AS firms,
    coalesce(u.revenue, 0) AS revenue,
    coalesce(u.tax, 0) AS tax,
    -- Of one or two firms a figure tells each what the other has.
    coalesce(u.firms, 0) NOT IN (1, 2) AS told,
    -- Two years to build and begin; who holds land for longer than anybody knows has had them.
    coalesce(year(p.granted_on) + 2 <= y.year, true) AS due
  FROM (SELECT DISTINCT year FROM land_efficiency.ods_land_firm) y
  CROSS JOIN land_efficiency.dwd_parcel p
  LEFT JOIN used u ON u.year = y.year AND u.parcel_code = p.parcel_code
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
  p.granted_on,
  p.area_mu,
  p.firms,
  p.told,
  CASE WHEN p.told THEN p.revenue END AS revenue,
  CASE WHEN p.told THEN p.tax END AS tax,
  CASE WHEN p.told THEN round(p.revenue / p.area_mu, 2) END AS revenue_per_mu,
  CASE WHEN p.told THEN round(p.tax / p.area_mu, 2) END AS tax_per_mu,
  CASE WHEN NOT p.due THEN NULL WHEN p.firms = 0 THEN 'idle' WHEN p.tax < 1 * p.area_mu THEN 'low' END AS clear_reason
FROM parcel p
