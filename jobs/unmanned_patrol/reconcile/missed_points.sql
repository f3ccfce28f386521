-- Points that no mission of the day passed.
SELECT concat(route_code, '|', day) AS subject, missed AS value
FROM unmanned_patrol.ads_route_day
WHERE missed IS NOT NULL
