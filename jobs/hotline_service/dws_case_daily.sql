/*
title: {zh: 热线工单日统计, en: Hotline cases by day}
refresh: {partition: [day], changes: {hotline_service.ods_case: [to_date(created_at)]}}
*/
WITH opened AS (
  SELECT to_date(created_at) AS day, coalesce(street_code, '未知') AS street_code, category, created_at,
    due_at, rating, CASE WHEN closed_at >= created_at THEN closed_at END AS closed_at
  FROM hotline_service.ods_case
)
SELECT day, street_code, category, count(*) AS cases,
  count(closed_at) AS closed,
  count_if(closed_at <= due_at) AS on_time,
  coalesce(sum(timestampdiff(MINUTE, created_at, closed_at)), 0) AS minutes,
  count(rating) AS rated,
  coalesce(sum(rating), 0) AS rating_sum
FROM opened
GROUP BY day, street_code, category
