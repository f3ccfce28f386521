/*
title: {zh: 超用能指标企业, en: Firms over their energy quota}
refresh:
  key: [year, credit_code]
  changes:
    energy_carbon.ads_energy_firm_month: ["year(period)", credit_code]
    energy_carbon.ods_energy_quota: [year, credit_code]
*/
WITH summed AS (
  SELECT
    year(period) AS year,
    credit_code,
    max(firm_name) AS firm_name,
    count(*) AS months,
    sum(energy_tce) AS energy_tce,
    sum(output) AS output
  FROM energy_carbon.ads_energy_firm_month
  -- A month whose energy isn't known grants nothing, and its output makes nobody better.
  WHERE energy_tce IS NOT NULL
  GROUP BY year(period), credit_code
),
judged AS (
  SELECT
    s.*,
    q.unit_limit,
    cast(q.total_limit * s.months / 12 AS decimal(18,4)) AS limit_to_date,
    cast(try_divide(s.energy_tce, s.output) AS decimal(18,6)) AS energy_intensity,
    s.energy_tce > q.total_limit * s.months / 12 AS over_total,
    -- by multiplication, so that a firm with energy and no output is over too
    s.energy_tce > q.unit_limit * s.output AS over_unit
  FROM summed s
  JOIN energy_carbon.ods_energy_quota q ON q.year = s.year AND q.credit_code = s.credit_code
)
SELECT
  year,
  credit_code,
  firm_name,
  CASE WHEN over_total AND over_unit THEN 'both' WHEN over_total THEN 'total' ELSE 'unit' END AS kind,
  months,
  energy_tce,
  limit_to_date,
  energy_tce / limit_to_date AS total_used,
  energy_intensity,
  unit_limit
FROM judged
WHERE over_total OR over_unit
