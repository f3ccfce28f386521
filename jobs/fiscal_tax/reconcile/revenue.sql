-- By month, kind, industry and street: as told; what isn't told for having too few payers, as the smaller groups add up.
WITH whole AS (
  SELECT
    month,
    CASE WHEN grouping(subject) = 0 THEN 'kind' WHEN grouping(industry) = 0 THEN 'industry' ELSE 'street' END AS dimension,
    coalesce(subject, industry, street_code) AS code,
    sum(amount) AS amount
  FROM fiscal_tax.dws_tax_month
  GROUP BY GROUPING SETS ((month, subject), (month, industry), (month, street_code))
)
SELECT concat_ws('|', date_format(r.month, 'yyyy-MM'), r.dimension, r.code) AS subject, coalesce(r.amount, w.amount) AS value
FROM fiscal_tax.ads_revenue r
LEFT JOIN whole w ON w.month = r.month AND w.dimension = r.dimension AND w.code = r.code
