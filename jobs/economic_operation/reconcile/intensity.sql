-- Power per output by month and industry, over the streets that told both.
SELECT concat_ws('/', month, industry) AS subject, power_per_output AS value
FROM economic_operation.dws_industry_month
WHERE power_per_output IS NOT NULL
