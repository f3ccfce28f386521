-- Gross output by month.
SELECT month AS subject, sum(output) AS value
FROM economic_operation.dws_industry_month
GROUP BY month
