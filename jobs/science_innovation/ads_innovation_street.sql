/*
title: {zh: 街道创新资源, en: Innovation by street}
refresh: full
*/
WITH years AS (
  SELECT DISTINCT year FROM science_innovation.ads_rd_coverage
),
platform AS (
  SELECT y.year, p.street_code, count(*) AS platforms, count_if(p.level = '国家级') AS national_platforms
  FROM years y
  JOIN science_innovation.ods_platform p
    ON year(p.approved_on) <= y.year AND (p.revoked_on IS NULL OR year(p.revoked_on) > y.year)
  GROUP BY y.year, p.street_code
),
patent AS (
  SELECT year(granted_on) AS year, street_code, count(*) AS patents, count_if(kind = '发明') AS inventions
  FROM science_innovation.ods_patent
  GROUP BY year(granted_on), street_code
)
SELECT
  y.year,
  s.street_code,
  s.name_zh AS street,
  coalesce(platform.platforms, 0) AS platforms,
  coalesce(platform.national_platforms, 0) AS national_platforms,
  coalesce(patent.patents, 0) AS patents,
  coalesce(patent.inventions, 0) AS inventions,
  coverage.share AS coverage
FROM years y
CROSS JOIN dim.dim_street s
LEFT JOIN platform ON platform.year = y.year AND platform.street_code = s.street_code
LEFT JOIN patent ON patent.year = y.year AND patent.street_code = s.street_code
LEFT JOIN science_innovation.ads_rd_coverage coverage
  ON coverage.year = y.year AND coverage.dimension = 'street' AND coverage.code = s.street_code
