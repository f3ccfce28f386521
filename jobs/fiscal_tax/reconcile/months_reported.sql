-- Of the newest month of each year: for how many months a subject's revenue is told.
SELECT concat_ws('|', year(month), subject) AS subject, max_by(months_reported, month) AS value
FROM fiscal_tax.ads_budget_execution
GROUP BY year(month), subject
HAVING max_by(months_reported, month) > 0
