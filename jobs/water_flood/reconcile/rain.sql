-- Rain by gauge and day.
SELECT concat(gauge_code, '|', day) AS subject, sum(rain) AS value
FROM water_flood.dws_level_hour
GROUP BY gauge_code, day
