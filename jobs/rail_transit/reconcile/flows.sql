SELECT concat(day, ' ', station_code, way) AS subject, sum(riders) AS value
FROM rail_transit.dws_station_hour
LATERAL VIEW stack(2, ' in', entries, ' out', exits) AS way, riders
GROUP BY day, station_code, way
HAVING sum(riders) > 0
UNION ALL
SELECT concat(lpad(hour, 2, '0'), way), sum(riders)
FROM rail_transit.dws_station_hour
LATERAL VIEW stack(2, ' in', entries, ' out', exits) AS way, riders
GROUP BY hour, way
HAVING sum(riders) > 0
