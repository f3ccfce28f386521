-- Growth of output by month and industry, over the streets that told it in both years.
SELECT concat_ws('/', month, industry) AS subject, output_yoy AS value
FROM economic_operation.dws_industry_month
WHERE output_yoy IS NOT NULL
