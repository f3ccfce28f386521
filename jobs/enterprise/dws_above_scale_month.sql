/*
title: {zh: 规上企业分街道月度汇总, en: Above-scale firms by month and street}
owner: 统计局
refresh: {partition: [month], changes: {enterprise.ods_above_scale: [period]}}
*/
SELECT
  period AS month,
  firm.street_code,
  street.name_zh AS street,
  count(*) AS firms,
  -- Of one or two firms a figure tells each what the other has.
  CASE WHEN count(*) >= 3 THEN sum(revenue) END AS revenue,
  sum(staff) AS staff
FROM enterprise.ods_above_scale AS firm
LEFT JOIN dim.dim_street AS street ON street.street_code = firm.street_code
GROUP BY period, firm.street_code, street.name_zh
