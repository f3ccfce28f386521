SELECT concat_ws('|', year(month), subject) AS subject, max_by(to_date, month) AS value
FROM fiscal_tax.ads_budget_execution
-- Where no month has a figure yet there is none to compare.
WHERE to_date IS NOT NULL
GROUP BY year(month), subject
