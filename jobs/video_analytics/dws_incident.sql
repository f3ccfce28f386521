/*
title: {zh: 事件归并, en: Events fused into incidents}
refresh: {partition: [day], changes: {video_analytics.ods_event: ["date(appeared_at - INTERVAL 4 HOURS)"]}}
*/
WITH event AS (
  SELECT
    e.event_id,
    date(e.appeared_at - INTERVAL 4 HOURS) AS day,
    e.algorithm_code,
    a.name_zh AS algorithm,
    a.fuse_minutes,
    e.camera_code,
    coalesce(c.cell_code, e.camera_code) AS cell_code,
    c.street_code,
    e.object_id,
    e.appeared_at,
    greatest(e.appeared_at, e.disappeared_at) AS ended_at,
    e.confidence
  FROM video_analytics.ods_event e
  LEFT JOIN video_analytics.dim_camera c ON c.camera_code = e.camera_code
  LEFT JOIN video_analytics.dim_algorithm a ON a.algorithm_code = e.algorithm_code
),
before AS (
  SELECT
    *,
    max(unix_micros(ended_at)) OVER (
      PARTITION BY day, algorithm_code, cell_code, object_id
      ORDER BY appeared_at, event_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS known_until
  FROM event
),
numbered AS (
  SELECT
    *,
    count_if(known_until IS NULL OR unix_micros(appeared_at) - known_until > coalesce(fuse_minutes, 10) * 60000000L) OVER (
      PARTITION BY day, algorithm_code, cell_code, object_id
      ORDER BY appeared_at, event_id ROWS UNBOUNDED PRECEDING
    ) AS island
  FROM before
)
SELECT
  min_by(n.event_id, struct(n.appeared_at, n.event_id)) AS incident_id,
  n.day,
  n.algorithm_code,
  min(n.algorithm) AS algorithm,
  n.cell_code,
  min(n.street_code) AS street_code,
  min(s.name_zh) AS street_name,
  n.object_id,
  min(n.appeared_at) AS began_at,
  max(n.ended_at) AS ended_at,
  count(*) AS events,
  count(DISTINCT n.camera_code) AS cameras,
  max(n.confidence) AS confidence
FROM numbered n
LEFT JOIN dim.dim_street s ON s.street_code = n.street_code
GROUP BY n.day, n.algorithm_code, n.cell_code, n.object_id, n.island
