-- The source that is nearest to an exceeding station.
SELECT concat(station_code, '|', day) AS subject, source_code AS value
FROM air_quality.ads_exceedance
WHERE rank = 1
