SELECT concat(day, '/', category) AS subject, cases AS value
FROM hotline_service.ads_topic
WHERE rising
