/*
title: {zh: 断流日统计, en: Streams that were lost on a day}
refresh: {partition: [day], changes: {video_analytics.ods_outage: ["date(off_at)"]}}
*/
WITH outage AS (
  SELECT
    date(off_at) AS day,
    camera_code,
    unix_micros(off_at) AS off_at,
    unix_micros(least(coalesce(restored_at, timestamp(date(off_at) + 1)), timestamp(date(off_at) + 1))) AS restored_at
  FROM video_analytics.ods_outage
),
reached AS (
  SELECT
    *,
    max(restored_at) OVER (
      PARTITION BY day, camera_code ORDER BY off_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS known_until
  FROM outage
),
summed AS (
  SELECT
    day,
    camera_code,
    count_if(known_until IS NULL OR off_at > known_until) AS outages,
    sum(greatest(0, restored_at - greatest(off_at, known_until))) DIV 1000000 AS offline_s
  FROM reached
  GROUP BY day, camera_code
)
SELECT s.*, c.name AS camera, c.street_code
FROM summed s
LEFT JOIN video_analytics.dim_camera c ON c.camera_code = s.camera_code
