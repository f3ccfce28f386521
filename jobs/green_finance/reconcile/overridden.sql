SELECT credit_code AS subject, rating AS value
FROM green_finance.ads_firm_green
WHERE overridden
