SELECT credit_code AS subject, overdrawn_amount AS value
FROM green_finance.ads_firm_green
WHERE overdrawn
