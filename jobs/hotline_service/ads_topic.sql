/*
title: {zh: 诉求热点趋势, en: Topics and which of them rise}
refresh: full
*/
WITH total AS (
  SELECT day, sum(cases) AS cases FROM hotline_service.dws_case_daily GROUP BY day
),
topic AS (
  SELECT day, category, sum(cases) AS cases, sum(closed) AS closed, sum(on_time) AS on_time,
    sum(late) AS late, sum(overdue_open) AS overdue_open
  FROM hotline_service.dws_case_daily GROUP BY day, category
),
category AS (
  SELECT DISTINCT category FROM topic
),
-- A topic without a case that day has the share 0; a day without any case is no day.
shares AS (
  SELECT t.day, c.category, coalesce(o.cases, 0) AS cases, coalesce(o.closed, 0) AS closed, o.on_time,
    coalesce(o.overdue_open, 0) AS overdue_open, o.on_time + o.late + o.overdue_open AS due,
    coalesce(o.cases, 0) / CAST(t.cases AS double) AS share
  FROM total t
  CROSS JOIN category c
  LEFT JOIN topic o ON o.day = t.day AND o.category = c.category
),
compared AS (
  SELECT *, avg(share) OVER (PARTITION BY category ORDER BY unix_date(day)
    RANGE BETWEEN 7 PRECEDING AND 1 PRECEDING) AS usual_share
  FROM shares
)
SELECT day, category, cases, share, usual_share,
  coalesce(cases >= 5 AND share >= 2 * usual_share, false) AS rising,
  closed, overdue_open, try_divide(on_time, due) AS on_time_rate
FROM compared
