-- Calibration, faults and refused messages are no valid hours.
SELECT station_code AS subject, sum(hours) AS value
FROM air_quality.dws_station_day
GROUP BY station_code
