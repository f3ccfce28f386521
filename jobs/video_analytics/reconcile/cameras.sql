SELECT concat(day, ' ', cameras) AS subject, count(*) AS value
FROM video_analytics.dws_incident
GROUP BY day, cameras
