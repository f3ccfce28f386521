/*
title: {zh: 政务服务效能, en: How services perform}
refresh:
  key: [month]
  changes:
    government_service.ods_service_case: ["to_date(substring(case_no, 3, 6), 'yyyyMM')"]
    government_service.ods_review: ["to_date(substring(case_no, 3, 6), 'yyyyMM')"]
*/
WITH workday AS (
  SELECT day, sum(CASE WHEN is_workday THEN 1 ELSE 0 END) OVER (ORDER BY day) AS number
  FROM dim.dim_calendar
),
review AS (
  SELECT case_no, count(*) AS reviews, sum(rating) AS rating_sum, count_if(rating <= 2) AS bad_reviews
  FROM government_service.ods_review
  GROUP BY case_no
),
measured AS (
  SELECT to_date(substring(c.case_no, 3, 6), 'yyyyMM') AS month, c.item_code, i.item_name, i.department,
    i.one_stop, c.channel, i.promised_days, i.legal_days, c.finished_at,
    timestampdiff(MINUTE, c.accepted_at, c.finished_at) AS minutes,
    CASE WHEN c.finished_at IS NOT NULL THEN f.number - a.number END AS working_days,
    CASE WHEN c.finished_at IS NOT NULL THEN i.steps_before - c.steps END AS steps_saved,
    r.reviews, r.rating_sum, r.bad_reviews
  FROM government_service.ods_service_case c
  LEFT JOIN government_service.dim_service_item i ON i.item_code = c.item_code
  LEFT JOIN workday a ON a.day = to_date(c.accepted_at)
  LEFT JOIN workday f ON f.day = to_date(c.finished_at)
  LEFT JOIN review r ON r.case_no = c.case_no
  WHERE c.status <> '退件'
)
SELECT month, item_code, item_name, department, one_stop, channel,
  count(*) AS cases,
  count(finished_at) AS finished,
  coalesce(sum(minutes), 0) AS minutes,
  coalesce(sum(working_days), 0) AS working_days,
  count_if(working_days > promised_days) AS late,
  coalesce(sum(legal_days - working_days), 0) AS days_saved,
  coalesce(sum(steps_saved), 0) AS steps_saved,
  coalesce(sum(reviews), 0) AS reviews,
  coalesce(sum(rating_sum), 0) AS rating_sum,
  coalesce(sum(bad_reviews), 0) AS bad_reviews
FROM measured
GROUP BY month, item_code, item_name, department, one_stop, channel
