-- How many cases wait for what.
SELECT stage AS subject, count(*) AS value
FROM grid_governance.dws_case
GROUP BY stage
