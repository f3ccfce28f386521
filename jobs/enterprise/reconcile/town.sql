-- A town with 1,809 industrial firms, 205 above 20 million yuan, 53 above 100 million, 5 listed.
SELECT concat_ws('/', report_year, subject) AS subject, value
FROM enterprise.ads_street_firm
LATERAL VIEW stack(4,
  'industrial_firms', industrial_firms,
  'above_20m', above_20m,
  'above_100m', above_100m,
  'listed', listed) AS subject, value
WHERE street = '合作街道'
