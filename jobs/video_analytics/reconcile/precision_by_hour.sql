SELECT concat(lpad(hour, 2, '0'), ' ', verdict) AS subject, sum(events) AS value
FROM video_analytics.ads_precision_hour
LATERAL VIEW stack(2, 'confirmed', confirmed, 'rejected', rejected) AS verdict, events
WHERE events > 0
GROUP BY hour, verdict
