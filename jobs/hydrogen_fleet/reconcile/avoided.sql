WITH daily AS (
  SELECT day, sum(km) AS km, sum(co2_kg) AS co2_kg, sum(pollutants_kg) AS pollutants_kg
  FROM hydrogen_fleet.dws_truck_day
  GROUP BY day
)
SELECT concat(day, ' ', what) AS subject, value
FROM daily
LATERAL VIEW stack(
  3,
  'km', cast(km AS decimal(24,3)),
  'co2_kg', cast(co2_kg AS decimal(24,3)),
  'pollutants_kg', cast(pollutants_kg AS decimal(24,3))
) AS what, value
