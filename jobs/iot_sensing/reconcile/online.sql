SELECT concat(day, ' ', kind) AS subject, sum(reporting) AS value
FROM iot_sensing.ads_sensing_day
GROUP BY day, kind
UNION ALL
SELECT concat(day, ' ', street_code), sum(reporting)
FROM iot_sensing.ads_sensing_day
GROUP BY day, street_code
