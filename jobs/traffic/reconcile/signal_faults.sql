SELECT concat(day, ' ', road_code) AS subject, sum(signal_faults) AS value
FROM traffic.ads_road_hour
GROUP BY day, road_code
HAVING sum(signal_faults) > 0
