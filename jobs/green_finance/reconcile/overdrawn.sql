SELECT credit_code AS subject, paid_out - granted AS value
FROM green_finance.ads_firm_green
WHERE overdrawn
