/*
title: {zh: 算法精确率, en: "Precision by algorithm, camera and hour"}
refresh:
  partition: [day]
  changes:
    video_analytics.ods_event: ["date(appeared_at)"]
    video_analytics.ods_verdict: ["date(event_time)"]
*/
WITH verdict AS (
  SELECT event_id, date(event_time) AS day, max_by(verdict, judged_at) AS verdict
  FROM video_analytics.ods_verdict
  GROUP BY event_id, date(event_time)
),
judged AS (
  SELECT
    date(e.appeared_at) AS day,
    e.algorithm_code,
    e.camera_code,
    hour(e.appeared_at) AS hour,
    count(*) AS judged,
    count_if(v.verdict = '属实') AS confirmed,
    count_if(v.verdict = '误报') AS rejected,
    count_if(v.verdict = '无法判断') AS unclear
  FROM video_analytics.ods_event e
  JOIN verdict v ON v.event_id = e.event_id AND v.day = date(e.appeared_at)
  GROUP BY date(e.appeared_at), e.algorithm_code, e.camera_code, hour(e.appeared_at)
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
