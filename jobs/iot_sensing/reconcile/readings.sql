SELECT day AS subject, sum(readings) AS value
FROM iot_sensing.ads_sensing_day
GROUP BY day
