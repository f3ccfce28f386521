/*
title: {zh: 街道工业用地效益, en: Industrial land by street}
refresh: {partition: [year], changes: {land_efficiency.ods_land_firm: [year]}}
*/
-- From the firms and not from parcels, which don't tell the amounts of small groups.
WITH used AS (
  SELECT f.year, p.street_code, count(DISTINCT f.credit_code) AS firms, sum(f.revenue) AS revenue, sum(f.tax) AS tax
  FROM land_efficiency.ods_land_firm f
  JOIN land_efficiency.dwd_parcel p ON p.parcel_code = f.parcel_code AND p.use = '0601'
  GROUP BY f.year, p.street_code
),
street AS (
  SELECT street_code, max(street) AS street, count(*) AS parcels, sum(coalesce(measured_mu, declared_mu)) AS area_mu
  FROM land_efficiency.dwd_parcel
  WHERE use = '0601'
  GROUP BY street_code
),
measured AS (
  SELECT
    y.year,
    s.*,
    coalesce(u.firms, 0) AS firms,
    coalesce(u.revenue, 0) AS revenue,
    coalesce(u.tax, 0) AS tax,
    coalesce(u.firms, 0) NOT IN (1, 2) AS told
  FROM (SELECT DISTINCT year FROM land_efficiency.ods_land_firm) y
  CROSS JOIN street s
  LEFT JOIN used u ON u.year = y.year AND u.street_code = s.street_code
)
SELECT
  year,
  street_code,
  street,
  parcels,
  area_mu,
  firms,
  told,
  CASE WHEN told THEN revenue END AS revenue,
  CASE WHEN told THEN tax END AS tax,
  CASE WHEN told THEN round(revenue / area_mu, 2) END AS revenue_per_mu,
  CASE WHEN told THEN round(tax / area_mu, 2) END AS tax_per_mu
FROM measured
