/*
title: {zh: 诉求热点网格, en: Hot spots}
refresh: {partition: [day], changes: {hotline_service.ods_case: [to_date(created_at)]}}
*/
WITH topic AS (
  SELECT to_date(created_at) AS day, cell_code, category, count(*) AS cases
  FROM hotline_service.ods_case
  WHERE cell_code IS NOT NULL
  GROUP BY to_date(created_at), cell_code, category
),
cell AS (
  SELECT day, cell_code, sum(cases) AS cases, max_by(category, struct(cases, category)) AS main_category
  FROM topic
  GROUP BY day, cell_code
),
compared AS (
  SELECT *, CAST(avg(cases) OVER (PARTITION BY day) AS double) AS mean_cases FROM cell
)
SELECT h.day, h.cell_code, g.name AS cell_name, g.street_code, g.lon, g.lat, h.cases, h.mean_cases, h.main_category
FROM compared h
LEFT JOIN dim.dim_grid_cell g ON g.cell_code = h.cell_code
WHERE h.cases >= 6 AND h.cases >= 3 * h.mean_cases
