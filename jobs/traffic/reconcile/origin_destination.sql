SELECT concat(origin_code, '>', destination_code) AS subject, sum(trips) AS value
FROM traffic.ads_od_day
GROUP BY origin_code, destination_code
