SELECT concat(day, ' ', road_code) AS subject, sum(flow) AS value
FROM traffic.ads_road_hour
GROUP BY day, road_code
HAVING sum(flow) > 0
UNION ALL
SELECT lpad(hour, 2, '0'), sum(flow)
FROM traffic.ads_road_hour
GROUP BY hour
HAVING sum(flow) > 0
