SELECT concat(day, ' ', algorithm_code) AS subject, count(*) AS value
FROM video_analytics.dws_incident
GROUP BY day, algorithm_code
