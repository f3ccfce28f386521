/*
title: {zh: 算法精确率, en: "Precision by algorithm, camera and hour"}
refresh:
  partition: [day]
  changes:
    video_analytics.ods_event: ["date_add(make_date(int(substr(event_id, 2, 4)), int(substr(event_id, 6, 2)), 1), int(substr(event_id, 8, 2)) - 1)"]
    video_analytics.ods_verdict: ["date_add(make_date(int(substr(event_id, 2, 4)), int(substr(event_id, 6, 2)), 1), int(substr(event_id, 8, 2)) - 1)"]
*/
-- A verdict belongs to the event whose number it names, whatever time the operator's sheet says. The day is that of the
-- number, which both have; a day that no month has is counted on into the next, so that every number has one.
WITH verdict AS (
  SELECT event_id, max_by(verdict, judged_at) AS verdict
  FROM video_analytics.ods_verdict
  GROUP BY event_id
),
event AS (
  SELECT
    event_id,
    date_add(make_date(int(substr(event_id, 2, 4)), int(substr(event_id, 6, 2)), 1), int(substr(event_id, 8, 2)) - 1) AS day,
    algorithm_code,
    camera_code,
    hour(appeared_at) AS hour
  FROM video_analytics.ods_event
),
judged AS (
  SELECT
    e.day,
    e.algorithm_code,
    e.camera_code,
    e.hour,
    count(*) AS judged,
    count_if(v.verdict = '属实') AS confirmed,
    count_if(v.verdict = '误报') AS rejected,
    count_if(v.verdict = '无法判断') AS unclear
  FROM event e
  JOIN verdict v ON v.event_id = e.event_id
  GROUP BY e.day, e.algorithm_code, e.camera_code, e.hour
)
SELECT
  j.*,
  a.name_zh AS algorithm,
  c.name AS camera,
  c.street_code,
  try_divide(j.confirmed, j.confirmed + j.rejected) AS precision
FROM judged j
LEFT JOIN video_analytics.dim_algorithm a ON a.algorithm_code = j.algorithm_code
LEFT JOIN video_analytics.dim_camera c ON c.camera_code = j.camera_code
