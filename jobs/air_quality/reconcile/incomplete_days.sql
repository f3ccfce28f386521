-- Days without enough valid hours.
SELECT concat(station_code, '|', day) AS subject, hours AS value
FROM air_quality.dws_station_day
WHERE NOT complete
