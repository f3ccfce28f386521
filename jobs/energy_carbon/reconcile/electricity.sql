SELECT concat(day, ' kwh') AS subject, cast(sum(kwh) AS decimal(24,4)) AS value
FROM energy_carbon.dws_electricity_day
GROUP BY day
UNION ALL
SELECT concat(day, ' carbon_kg'), cast(sum(carbon_kg) AS decimal(24,4))
FROM energy_carbon.dws_electricity_day
GROUP BY day
