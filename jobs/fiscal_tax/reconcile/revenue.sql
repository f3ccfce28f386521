SELECT concat_ws('|', date_format(month, 'yyyy-MM'), dimension, code) AS subject, amount AS value
FROM fiscal_tax.ads_revenue
