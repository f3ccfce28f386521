/*
title: {zh: 主要指标同比与预警, en: Indicators with growth and warnings}
refresh: {key: [month_number], changes: {economic_operation.ods_monthly_indicator: [month(period)]}}
*/
-- Growth needs the same month of the year before, so all Januaries make one group, and so on.
WITH compared AS (
  SELECT
    now.period,
    now.area,
    now.indicator,
    now.value,
    past.value AS value_last_year,
    round(try_divide(100 * (now.value - past.value), past.value), 2) AS yoy,
    now.growth
  FROM economic_operation.ods_monthly_indicator AS now
  LEFT JOIN economic_operation.ods_monthly_indicator AS past
    ON past.period = add_months(now.period, -12)
    AND past.area = now.area
    AND past.indicator = now.indicator
)
SELECT
  period AS month,
  month(period) AS month_number,
  area,
  indicator_code,
  name_zh AS indicator,
  name_en AS indicator_en,
  unit,
  value,
  value_last_year,
  try_cast(yoy AS decimal(9, 2)) AS yoy,
  growth AS yoy_reported,
  band_low,
  band_high,
  CASE
    WHEN yoy IS NULL THEN 'unknown'
    WHEN yoy < band_low THEN 'low'
    WHEN yoy > band_high THEN 'high'
    ELSE 'normal'
  END AS warning
FROM compared
JOIN economic_operation.dim_indicator ON name_zh = indicator
