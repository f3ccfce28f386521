/*
title: {zh: 视频在线率, en: Online rate of streams by day and street}
refresh: {partition: [day], changes: {video_analytics.dws_stream_day: [day], video_analytics.dws_incident: [day]}}
*/
-- A day is one on which a stream was lost or an algorithm saw something: on most good days only the latter.
WITH street AS (SELECT street_code, count(*) AS streams FROM video_analytics.dim_camera GROUP BY street_code),
off AS (
  SELECT day, street_code, count(*) AS lost, sum(offline_s) AS offline_s
  FROM video_analytics.dws_stream_day
  GROUP BY day, street_code
)
SELECT
  d.day,
  s.street_code,
  t.name_zh AS street_name,
  s.streams,
  coalesce(o.lost, 0) AS lost,
  coalesce(o.offline_s, 0) AS offline_s,
  1 - coalesce(o.offline_s, 0) / (s.streams * 86400) AS online_rate
FROM (SELECT day FROM off UNION SELECT day FROM video_analytics.dws_incident) d
CROSS JOIN street s
LEFT JOIN off o ON o.day = d.day AND o.street_code = s.street_code
LEFT JOIN dim.dim_street t ON t.street_code = s.street_code
