/*
title: {zh: 绿色企业年度产值, en: Green firms by year}
refresh:
  key: [year, credit_code]
  changes:
    green_industry.ods_green_firm: [year, credit_code]
    green_industry.ods_green_output: ["year(period)", credit_code]
*/
WITH summed AS (
  SELECT year(period) AS year, credit_code, count(output) AS months, sum(output) AS output
  FROM green_industry.ods_green_output
  GROUP BY year(period), credit_code
)
SELECT
  f.year,
  f.credit_code,
  f.firm_name,
  f.category,
  CASE f.category
    WHEN '1' THEN '节能降碳产业'
    WHEN '2' THEN '环境保护产业'
    WHEN '3' THEN '资源循环利用产业'
    WHEN '4' THEN '能源绿色低碳转型'
    WHEN '5' THEN '生态保护修复和利用'
    WHEN '6' THEN '基础设施绿色升级'
    WHEN '7' THEN '绿色服务'
  END AS category_name,
  f.above_scale,
  coalesce(s.months, 0) AS months,
  coalesce(s.output, 0) AS output,
  -- 1 billion yuan is 100,000 times 10,000 yuan
  f.above_scale AND coalesce(s.output, 0) >= 100000 AS leader
FROM green_industry.ods_green_firm f
LEFT JOIN summed s ON s.year = f.year AND s.credit_code = f.credit_code
