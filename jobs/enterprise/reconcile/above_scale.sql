-- How many above-scale firms reported.
SELECT month AS subject, sum(firms) AS value
FROM enterprise.dws_above_scale_month
GROUP BY month
