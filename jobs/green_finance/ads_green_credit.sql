/*
title: {zh: 绿色信贷月报, en: Green credit by month}
refresh: {partition: [month], changes: {green_finance.ods_credit_event: ["CAST(date_trunc('MONTH', event_at) AS DATE)"]}}
*/
SELECT
  CAST(date_trunc('MONTH', event_at) AS DATE) AS month,
  bank,
  category,
  coalesce(sum(amount) FILTER (WHERE kind = '授信'), 0) AS granted,
  coalesce(sum(amount) FILTER (WHERE kind = '放款'), 0) AS paid_out,
  coalesce(sum(amount) FILTER (WHERE kind = '还款'), 0) AS repaid,
  count(DISTINCT contract_no) FILTER (WHERE kind = '授信') AS contracts,
  count(DISTINCT credit_code) AS firms
FROM green_finance.ods_credit_event
GROUP BY CAST(date_trunc('MONTH', event_at) AS DATE), bank, category
