WITH yearly AS (
  SELECT year, sum(above_scale_firms) AS firms, sum(output) AS output, sum(leaders) AS leaders
  FROM green_industry.ads_green_industry
  GROUP BY year
)
SELECT concat(year, ' ', what) AS subject, value
FROM yearly
LATERAL VIEW stack(
  3,
  'above_scale_firms', cast(firms AS decimal(18,2)),
  'output', cast(output AS decimal(18,2)),
  'leaders', cast(leaders AS decimal(18,2))
) AS what, value
