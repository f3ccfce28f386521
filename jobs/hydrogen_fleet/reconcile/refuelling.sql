SELECT concat(day, ' ', what) AS subject, value
FROM hydrogen_fleet.ads_fleet_day
LATERAL VIEW stack(
  4,
  'fills', cast(fills AS decimal(24,1)),
  'slow', cast(slow AS decimal(24,1)),
  'ranges', cast(ranges AS decimal(24,1)),
  'range_km', cast(range_sum_km AS decimal(24,1))
) AS what, value
