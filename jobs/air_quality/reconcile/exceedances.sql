-- Which station exceeded on which day, with index and primary pollutant.
SELECT concat(station_code, '|', day) AS subject, concat(aqi, ' ', primary_pollutant) AS value
FROM air_quality.dws_station_day
WHERE aqi > 100
