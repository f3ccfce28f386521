SELECT street_code AS subject, sum(in_both_registers) AS value
FROM population.dws_street_age
GROUP BY street_code
HAVING sum(in_both_registers) > 0
