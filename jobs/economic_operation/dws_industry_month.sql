/*
title: {zh: 分行业月度产出, en: Output of industries by month}
owner: 统计局
refresh: {key: [month_number], changes: {economic_operation.ods_industry_output: [month(period)]}}
*/
-- Growth needs the same month of the year before, so all Januaries make one group, and so on.
-- What is compared is what was told twice: a street without the one figure would count in the other alone.
WITH reports AS (
  SELECT now.*, past.output AS past_output
  FROM economic_operation.ods_industry_output AS now
  LEFT JOIN economic_operation.ods_industry_output AS past
    ON past.period = add_months(now.period, -12)
    AND past.street_code = now.street_code
    AND past.industry = now.industry
),
months AS (
  SELECT
    period,
    industry,
    count(output) AS streets,
    count(output) FILTER (WHERE past_output IS NOT NULL) AS streets_compared,
    sum(firms) AS firms,
    sum(output) AS output,
    sum(added_value) AS added_value,
    sum(power) AS power,
    sum(output) FILTER (WHERE past_output IS NOT NULL) AS compared,
    sum(past_output) FILTER (WHERE output IS NOT NULL) AS past,
    sum(power) FILTER (WHERE output IS NOT NULL) AS power_told,
    sum(output) FILTER (WHERE power IS NOT NULL) AS output_told
  FROM reports
  GROUP BY period, industry
)
SELECT
  now.period AS month,
  month(now.period) AS month_number,
  now.industry,
  section.name_zh AS industry_name,
  now.streets,
  (SELECT count(*) FROM dim.dim_street) AS streets_expected,
  now.streets_compared,
  now.firms,
  now.output,
  now.added_value,
  now.power,
  try_cast(try_divide(now.power_told * 10000, now.output_told) AS decimal(12, 2)) AS power_per_output,
  try_cast(try_divide(100 * (now.compared - now.past), now.past) AS decimal(9, 2)) AS output_yoy
FROM months AS now
LEFT JOIN dim.dim_industry AS section ON section.industry = now.industry
