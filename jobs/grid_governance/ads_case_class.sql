/*
title: {zh: 案件类别效能, en: Cases by class and department}
*/
WITH cases AS (
  SELECT *, coalesce(handled_at IS NULL AND deadline < CAST(max(updated_at) OVER () AS DATE), false) AS is_overdue
  FROM grid_governance.dws_case
)
SELECT class_code, class_name, department, limit_days, count(*) AS cases, count(closed_at) AS closed,
  count_if(handled_late) AS handled_late, count_if(is_overdue) AS overdue,
  avg(filing_minutes) / 60 AS filing_hours, avg(dispatch_minutes) / 60 AS dispatch_hours,
  avg(handling_minutes) / 60 AS handling_hours, avg(verifying_minutes) / 60 AS verifying_hours,
  avg(closing_minutes) / 60 AS closing_hours
FROM cases
GROUP BY class_code, class_name, department, limit_days
