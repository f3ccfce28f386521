-- How many stations are complete on a day, and the mean of their fine particles.
SELECT day AS subject, concat(stations, ' ', int(pm25)) AS value
FROM air_quality.ads_zone_day
