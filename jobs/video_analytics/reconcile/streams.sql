-- Every stream counts on every day.
SELECT day AS subject, sum(streams) AS value
FROM video_analytics.ads_stream_day
GROUP BY day
