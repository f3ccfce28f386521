/*
title: {zh: 街道企业规模分档, en: Firms of a street by size}
owner: 统计局
refresh: {partition: [report_year], changes: {enterprise.ods_firm_report: [report_year]}}
*/
-- Revenue is in 10,000 yuan.
SELECT
  report.report_year,
  report.street_code,
  street.name_zh AS street,
  count(*) AS firms,
  count_if(industry = 'C') AS industrial_firms,
  count_if(industry = 'C' AND revenue >= 2000) AS above_20m,
  count_if(industry = 'C' AND revenue >= 10000) AS above_100m,
  count_if(industry = 'C' AND listed) AS listed,
  count_if(revenue >= 1000000) AS leaders,
  -- Of one or two firms a figure tells each what the other has.
  CASE WHEN count(*) >= 3 THEN sum(revenue) END AS revenue
FROM enterprise.ods_firm_report AS report
LEFT JOIN dim.dim_street AS street ON street.street_code = report.street_code
GROUP BY report.report_year, report.street_code, street.name_zh
