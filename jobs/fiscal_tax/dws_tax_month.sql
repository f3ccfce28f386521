/*
title: {zh: 税收月汇总, en: Taxes by month}
refresh: {partition: [month], changes: {fiscal_tax.ods_tax_receipt: ["trunc(received_on, 'MM')"]}}
*/
SELECT
  trunc(received_on, 'MM') AS month,
  subject,
  max(subject_name) AS subject_name,
  industry,
  street_code,
  sum(amount) AS amount,
  sum(local_amount) AS local_amount,
  -sum(least(amount, 0)) AS refunded,
  count(*) AS receipts,
  count(DISTINCT credit_code) AS payers
FROM fiscal_tax.ods_tax_receipt
GROUP BY trunc(received_on, 'MM'), subject, industry, street_code
