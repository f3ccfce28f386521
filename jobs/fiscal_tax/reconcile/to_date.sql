SELECT concat_ws('|', year(month), subject) AS subject, max_by(to_date, month) AS value
FROM fiscal_tax.ads_budget_execution
GROUP BY year(month), subject
