SELECT concat_ws('|', year, tax_rank) AS subject, credit_code AS value
FROM land_efficiency.ads_per_mu_rank
WHERE tax_rank <= 10
