SELECT concat(day, ' ', street_code) AS subject, offline_s AS value
FROM video_analytics.ads_stream_day
WHERE offline_s > 0
