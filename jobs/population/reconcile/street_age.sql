SELECT concat(street_code, '/', age_band) AS subject, sum(persons) AS value
FROM population.dws_street_age
GROUP BY street_code, age_band
