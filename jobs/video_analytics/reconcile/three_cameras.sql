-- The first object of a day is the one that passes three cameras.
SELECT object_id AS subject, concat(count(*), ' incident, ', max(cameras), ' cameras') AS value
FROM video_analytics.dws_incident
WHERE object_id LIKE '%-000000000'
GROUP BY object_id
