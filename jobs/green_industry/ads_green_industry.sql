/*
title: {zh: 绿色产业年度指标, en: Green industry by year}
refresh: {partition: [year], changes: {green_industry.dws_green_firm_year: [year]}}
*/
SELECT
  year,
  category,
  category_name,
  count(*) AS firms,
  count_if(above_scale) AS above_scale_firms,
  -- Of one or two firms a figure tells each what the other has.
  CASE WHEN count_if(above_scale) NOT IN (1, 2)
    THEN coalesce(sum(output) FILTER (WHERE above_scale), 0) END AS output,
  CASE WHEN count_if(above_scale) NOT IN (1, 2)
    THEN coalesce(sum(output) FILTER (WHERE above_scale), 0) / 10000 END AS output_yi,
  count_if(leader) AS leaders
FROM green_industry.dws_green_firm_year
GROUP BY year, category, category_name
