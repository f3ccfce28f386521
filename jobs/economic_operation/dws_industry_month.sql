/*
title: {zh: 分行业月度产出, en: Output of industries by month}
owner: 统计局
refresh: {key: [month_number], changes: {economic_operation.ods_industry_output: [month(period)]}}
*/
-- Growth needs the same month of the year before, so all Januaries make one group, and so on.
WITH months AS (
  SELECT
    period,
    industry,
    sum(firms) AS firms,
    sum(output) AS output,
    sum(added_value) AS added_value,
    sum(power) AS power
  FROM economic_operation.ods_industry_output
  GROUP BY period, industry
)
SELECT
  now.period AS month,
  month(now.period) AS month_number,
  now.industry,
  section.name_zh AS industry_name,
  now.firms,
  now.output,
  now.added_value,
  now.power,
  try_cast(try_divide(now.power * 10000, now.output) AS decimal(12, 2)) AS power_per_output,
  try_cast(try_divide(100 * (now.output - past.output), past.output) AS decimal(9, 2)) AS output_yoy
FROM months AS now
LEFT JOIN months AS past
  ON past.period = add_months(now.period, -12) AND past.industry = now.industry
LEFT JOIN dim.dim_industry AS section ON section.industry = now.industry
