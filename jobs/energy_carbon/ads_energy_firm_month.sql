/*
title: {zh: 企业单位产值能耗与碳排放, en: Energy and carbon per unit of output by firm}
refresh: {partition: [period], changes: {energy_carbon.ods_energy_month: [period]}}
*/
WITH used AS (
  SELECT
    period,
    credit_code,
    output,
    stack(5, 'electricity', electricity, 'gas', gas, 'coal', coal, 'diesel', diesel, 'heat', heat) AS (carrier, amount)
  FROM energy_carbon.ods_energy_month
),
counted AS (
  SELECT
    u.period,
    u.credit_code,
    max(u.output) AS output,
    -- a factor that is missing must show as null, not as nothing emitted: so only the amount is taken as 0
    CASE WHEN count(e.value) = 5 THEN cast(sum(coalesce(u.amount, 0) * e.value) AS decimal(18,4)) END AS energy_tce,
    CASE WHEN count(c.value) = 5 THEN cast(sum(coalesce(u.amount, 0) * c.value) AS decimal(18,4)) END AS carbon_t
  FROM used u
  LEFT JOIN energy_carbon.dim_factor e
    ON e.code = concat(u.carrier, '_tce') AND u.period >= e.valid_from
      AND (e.valid_until IS NULL OR u.period < e.valid_until)
  LEFT JOIN energy_carbon.dim_factor c
    ON c.code = concat(u.carrier, '_tco2') AND u.period >= c.valid_from
      AND (c.valid_until IS NULL OR u.period < c.valid_until)
  GROUP BY u.period, u.credit_code
)
SELECT
  n.period,
  n.credit_code,
  f.name AS firm_name,
  f.industry,
  f.street_code,
  n.output,
  n.energy_tce,
  n.carbon_t,
  try_divide(n.energy_tce, n.output) AS energy_intensity,
  try_divide(n.carbon_t, n.output) AS carbon_intensity
FROM counted n
LEFT JOIN dim.dim_firm f ON f.credit_code = n.credit_code
