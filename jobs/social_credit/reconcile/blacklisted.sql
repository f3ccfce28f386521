SELECT credit_code AS subject, concat(black_lists, level) AS value
FROM social_credit.ads_firm_credit
WHERE black_lists > 0
