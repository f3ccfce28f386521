/*
title: {zh: 百亿企业榜单, en: "Leaders of at least 10 billion yuan"}
owner: 统计局
*/
WITH reports AS (
  SELECT
    *,
    -- Only the year right before counts, and not the last one that the firm reported on.
    lag(struct(report_year, revenue)) OVER (PARTITION BY credit_code ORDER BY report_year) AS previous
  FROM enterprise.ods_firm_report
)
SELECT
  report_year,
  row_number() OVER (PARTITION BY report_year ORDER BY revenue DESC, credit_code) AS place,
  credit_code,
  firm_name,
  industry,
  street.name_zh AS street,
  revenue,
  CASE WHEN previous.report_year = report_year - 1 THEN previous.revenue END AS revenue_before,
  listed
FROM reports
LEFT JOIN dim.dim_street AS street ON street.street_code = reports.street_code
WHERE revenue >= 1000000
