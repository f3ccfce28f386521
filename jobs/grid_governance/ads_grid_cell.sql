/*
title: {zh: 网格案件效能, en: Cases by grid cell}
*/
WITH cases AS (
  SELECT *, coalesce(handled_at IS NULL AND deadline < CAST(max(updated_at) OVER () AS DATE), false) AS is_overdue
  FROM grid_governance.dws_case
),
cells AS (
  SELECT cell_code, count(*) AS cases, count(closed_at) AS closed, count(handled_at) AS handled,
    count_if(handled_late) AS handled_late, count_if(is_overdue) AS overdue,
    count_if(NOT handled_late) AS in_time, count(handled_late) + count_if(is_overdue) AS due,
    avg(handling_minutes) / 60 AS mean_handling_hours, avg(total_minutes) / 60 AS mean_total_hours
  FROM cases
  GROUP BY cell_code
)
SELECT g.cell_code, g.name AS cell_name, g.street_code, g.lon, g.lat,
  coalesce(c.cases, 0L) AS cases, coalesce(c.closed, 0L) AS closed, coalesce(c.handled, 0L) AS handled,
  coalesce(c.handled_late, 0L) AS handled_late, coalesce(c.overdue, 0L) AS overdue,
  coalesce(c.in_time, 0L) AS in_time, coalesce(c.due, 0L) AS due, 100.0 * try_divide(c.in_time, c.due) AS in_time_share,
  c.mean_handling_hours, c.mean_total_hours
FROM dim.dim_grid_cell g
LEFT JOIN cells c ON c.cell_code = g.cell_code
