/*
title: {zh: 热线工单日统计, en: Hotline cases by day}
refresh: full
*/
-- Every day's count of open cases that are overdue changes with the newest day, so no group can be made anew alone.
WITH newest AS (
  SELECT to_date(max(updated_at)) AS as_of FROM hotline_service.ods_case
),
opened AS (
  SELECT to_date(created_at) AS day, coalesce(street_code, '未知') AS street_code, category, created_at,
    due_at, rating, CASE WHEN closed_at >= created_at THEN closed_at END AS closed_at, as_of
  FROM hotline_service.ods_case
  CROSS JOIN newest
)
SELECT day, street_code, category, count(*) AS cases,
  count(closed_at) AS closed,
  count_if(closed_at <= due_at) AS on_time,
  count_if(closed_at > due_at) AS late,
  count_if(closed_at IS NULL AND to_date(due_at) < as_of) AS overdue_open,
  count_if(due_at IS NULL) AS no_due,
  coalesce(sum(timestampdiff(MINUTE, created_at, closed_at)), 0) AS minutes,
  count(rating) AS rated,
  coalesce(sum(rating), 0) AS rating_sum
FROM opened
GROUP BY day, street_code, category
