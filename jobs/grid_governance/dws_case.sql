/*
title: {zh: 案件流转, en: Cases with durations and deadlines}
refresh: {key: [case_id], changes: {grid_governance.ods_case: [case_id]}}
*/
-- Every day knows how many working days there were up to it; the deadline is the working day whose number is that of the
-- day of dispatch and the limit more. So a day without work neither counts nor ends anything.
WITH days AS (
  SELECT day, is_workday, count_if(is_workday) OVER (ORDER BY day) AS number
  FROM dim.dim_calendar
),
cases AS (
  SELECT c.*, k.name AS class_name, k.department, k.limit_days, g.street_code, d.number + k.limit_days AS last_number
  FROM grid_governance.ods_case c
  LEFT JOIN grid_governance.dim_case_class k ON k.class_code = c.class_code
  LEFT JOIN dim.dim_grid_cell g ON g.cell_code = c.cell_code
  LEFT JOIN days d ON d.day = CAST(c.dispatched_at AS DATE)
)
SELECT c.case_id, c.class_code, c.class_name, c.department, c.cell_code, c.street_code, c.channel,
  CASE WHEN c.closed_at IS NOT NULL THEN '已结案' WHEN c.verified_at IS NOT NULL THEN '待结案'
    WHEN c.handled_at IS NOT NULL THEN '待核查' WHEN c.dispatched_at IS NOT NULL THEN '待处置'
    WHEN c.filed_at IS NOT NULL THEN '待派遣' ELSE '待立案' END AS stage,
  c.reported_at, CAST(c.reported_at AS DATE) AS reported_on, c.dispatched_at, c.handled_at, c.closed_at,
  timestampdiff(MINUTE, c.reported_at, c.filed_at) AS filing_minutes,
  timestampdiff(MINUTE, c.filed_at, c.dispatched_at) AS dispatch_minutes,
  timestampdiff(MINUTE, c.dispatched_at, c.handled_at) AS handling_minutes,
  timestampdiff(MINUTE, c.handled_at, c.verified_at) AS verifying_minutes,
  timestampdiff(MINUTE, c.verified_at, c.closed_at) AS closing_minutes,
  timestampdiff(MINUTE, c.reported_at, c.closed_at) AS total_minutes,
  c.limit_days, e.day AS deadline, CAST(c.handled_at AS DATE) > e.day AS handled_late, c.updated_at
FROM cases c
LEFT JOIN days e ON e.number = c.last_number AND e.is_workday
