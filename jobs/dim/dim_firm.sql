/*
title: {zh: 企业维度, en: Firms as they are now}
owner: 市场监管局
refresh: {key: [credit_code], changes: {enterprise.ods_firm: [credit_code], enterprise.ods_firm_report: [credit_code]}}
*/
WITH newest AS (
  SELECT
    credit_code, revenue, listed,
    row_number() OVER (PARTITION BY credit_code ORDER BY report_year DESC) AS place
  FROM enterprise.ods_firm_report
)
SELECT
  firm.credit_code,
  firm.firm_name AS name,
  firm.industry,
  firm.street_code,
  firm.status,
  firm.registered_on,
  firm.registered_capital,
  -- In 10,000 yuan.
  coalesce(newest.revenue >= 2000, false) AS above_scale,
  coalesce(newest.listed, false) AS listed
FROM enterprise.ods_firm AS firm
LEFT JOIN newest ON newest.credit_code = firm.credit_code AND newest.place = 1
