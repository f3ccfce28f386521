-- Rain by gauge.
SELECT gauge_code AS subject, sum(rain) AS value
FROM water_flood.dws_level_hour
GROUP BY gauge_code
