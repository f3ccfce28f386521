SELECT concat(day, ' ', road_code, ' ', lpad(hour, 2, '0')) AS subject, level AS value
FROM traffic.ads_road_hour
WHERE level > 2
