/*
title: {zh: 规上企业研发机构覆盖率, en: Coverage of above-scale firms with R&D institutions}
refresh: {partition: [year], changes: {science_innovation.ods_rd_firm: [year]}}
*/
WITH cut AS (
  SELECT
    year,
    CASE WHEN grouping(street_code) = 0 THEN 'street' WHEN grouping(industry) = 0 THEN 'industry' ELSE 'city' END AS dimension,
    CASE WHEN grouping(street_code) = 0 THEN street_code WHEN grouping(industry) = 0 THEN industry ELSE 'all' END AS code,
    count(*) AS firms,
    count_if(has_institution) AS with_institution,
    count_if(institution_level IN ('国家级', '省级')) AS high_level,
    sum(rd_spend) AS rd_spend,
    -- Of firms that report both, so that a missing revenue doesn't raise the intensity.
    sum(if(revenue IS NULL, NULL, rd_spend)) AS told_spend,
    sum(if(rd_spend IS NULL, NULL, revenue)) AS told_revenue
  FROM science_innovation.ods_rd_firm
  GROUP BY GROUPING SETS ((year), (year, street_code), (year, industry))
)
SELECT
  c.year,
  c.dimension,
  c.code,
  CASE c.dimension WHEN 'city' THEN '全区' WHEN 'street' THEN coalesce(s.name_zh, c.code) ELSE coalesce(i.name_zh, c.code) END AS name,
  c.firms,
  c.with_institution,
  c.firms - c.with_institution AS without_institution,
  c.high_level,
  round(100.0 * c.with_institution / c.firms, 2) AS share,
  c.rd_spend,
  round(try_divide(100 * c.told_spend, c.told_revenue), 2) AS rd_intensity
FROM cut c
LEFT JOIN dim.dim_street s ON c.dimension = 'street' AND s.street_code = c.code
LEFT JOIN dim.dim_industry i ON c.dimension = 'industry' AND i.industry = c.code
