WITH monthly AS (
  SELECT period, sum(output) AS output, sum(energy_tce) AS energy_tce, sum(carbon_t) AS carbon_t
  FROM energy_carbon.ads_energy_firm_month
  GROUP BY period
)
SELECT concat(period, ' ', what) AS subject, value
FROM monthly
LATERAL VIEW stack(
  3,
  'output', cast(output AS decimal(24,4)),
  'energy_tce', cast(energy_tce AS decimal(24,4)),
  'carbon_t', cast(carbon_t AS decimal(24,4))
) AS what, value
