/*
title: {zh: 预算收入执行进度, en: Revenue against the budget}
refresh: full
*/
SELECT
  this.period AS month,
  this.subject,
  this.subject_name AS name,
  this.subject LIKE '101%' AS taxed,
  this.budget,
  this.amount,
  round(try_divide(100 * (this.amount - past.amount), abs(past.amount)), 2) AS growth,
  count(this.amount) OVER so_far AS months_reported,
  month(this.period) AS months_expected,
  sum(this.amount) OVER so_far AS to_date,
  round(try_divide(100 * sum(this.amount) OVER so_far, this.budget), 2) AS execution
FROM fiscal_tax.ods_budget_revenue this
LEFT JOIN fiscal_tax.ods_budget_revenue past
  ON past.subject = this.subject AND past.period = add_months(this.period, -12)
WINDOW so_far AS (PARTITION BY this.subject, year(this.period) ORDER BY this.period)
