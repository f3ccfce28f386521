/*
title: {zh: 企业亩均效益排名, en: Ranking of firms by output per mu}
refresh: {partition: [year], changes: {land_efficiency.ods_land_firm: [year]}}
*/
WITH firm AS (
  SELECT
    *,
    tax / land_mu AS tax_per_mu,
    added_value / land_mu AS added_per_mu,
    try_divide(added_value, energy) AS added_per_energy,
    added_value / staff AS productivity,
    try_divide(rd_spend, revenue) AS rd_share
  FROM land_efficiency.ods_land_firm
),
mean AS (
  SELECT
    year,
    sum(tax) / sum(land_mu) AS tax_per_mu,
    sum(added_value) / sum(land_mu) AS added_per_mu,
    try_divide(sum(if(energy IS NULL, NULL, added_value)), sum(energy)) AS added_per_energy,
    sum(added_value) / sum(staff) AS productivity,
    try_divide(sum(rd_spend), sum(if(rd_spend IS NULL, NULL, revenue))) AS rd_share
  FROM land_efficiency.ods_land_firm
  GROUP BY year
),
scored AS (
  SELECT
    f.*,
    -- A firm below zero scores nothing, and one without the figure too.
    round(
      35 * coalesce(least(1.5, greatest(0, try_divide(f.tax_per_mu, m.tax_per_mu))), 0)
      + 25 * coalesce(least(1.5, greatest(0, try_divide(f.added_per_mu, m.added_per_mu))), 0)
      + 15 * coalesce(least(1.5, greatest(0, try_divide(f.added_per_energy, m.added_per_energy))), 0)
      + 15 * coalesce(least(1.5, greatest(0, try_divide(f.productivity, m.productivity))), 0)
      + 10 * coalesce(least(1.5, greatest(0, try_divide(f.rd_share, m.rd_share))), 0),
      2) AS score
  FROM firm f
  JOIN mean m ON m.year = f.year
),
ranked AS (
  SELECT
    *,
    rank() OVER (PARTITION BY year ORDER BY score DESC) AS score_rank,
    rank() OVER (PARTITION BY year ORDER BY tax_per_mu DESC) AS tax_rank,
    rank() OVER (PARTITION BY year, division ORDER BY score DESC) AS division_rank,
    count(*) OVER (PARTITION BY year) AS firms
  FROM scored
)
SELECT
  r.year,
  r.credit_code,
  r.firm_name,
  r.division,
  r.parcel_code,
  p.street_code,
  p.street,
  r.land_mu,
  r.revenue,
  r.tax,
  round(r.revenue / r.land_mu, 2) AS revenue_per_mu,
  round(r.tax_per_mu, 2) AS tax_per_mu,
  round(r.added_per_mu, 2) AS added_per_mu,
  round(r.added_per_energy, 2) AS added_per_energy,
  round(r.productivity, 2) AS productivity,
  round(100 * r.rd_share, 2) AS rd_share,
  r.score,
  r.score_rank,
  r.tax_rank,
  r.division_rank,
  CASE
    WHEN r.tax <= 0 THEN 'D'
    WHEN r.score_rank <= 0.20 * r.firms THEN 'A'
    WHEN r.score_rank <= 0.80 * r.firms THEN 'B'
    WHEN r.score_rank <= 0.95 * r.firms THEN 'C'
    ELSE 'D'
  END AS grade
FROM ranked r
LEFT JOIN land_efficiency.dwd_parcel p ON p.parcel_code = r.parcel_code
