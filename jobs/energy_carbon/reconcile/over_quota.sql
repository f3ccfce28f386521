SELECT concat(year, ' ', credit_code) AS subject, kind AS value
FROM energy_carbon.ads_over_quota
