/*
title: {zh: 分税种分行业分街道税收, en: "Taxes by kind, industry and street"}
refresh: {partition: [month], changes: {fiscal_tax.dws_tax_month: [month]}}
*/
WITH cut AS (
  SELECT
    month,
    CASE WHEN grouping(subject) = 0 THEN 'kind' WHEN grouping(industry) = 0 THEN 'industry' ELSE 'street' END AS dimension,
    CASE WHEN grouping(subject) = 0 THEN subject WHEN grouping(industry) = 0 THEN industry ELSE street_code END AS code,
    max(subject_name) AS subject_name,
    sum(amount) AS amount,
    sum(local_amount) AS local_amount,
    sum(refunded) AS refunded,
    sum(receipts) AS receipts
  FROM fiscal_tax.dws_tax_month
  GROUP BY GROUPING SETS ((month, subject), (month, industry), (month, street_code))
)
SELECT
  c.month,
  c.dimension,
  c.code,
  CASE c.dimension
    WHEN 'kind' THEN coalesce(c.subject_name, c.code)
    WHEN 'industry' THEN coalesce(i.name_zh, c.code)
    ELSE coalesce(s.name_zh, c.code)
  END AS name,
  c.amount,
  c.local_amount,
  c.refunded,
  c.receipts,
  round(try_divide(100 * c.amount, sum(c.amount) OVER (PARTITION BY c.month, c.dimension)), 2) AS share
FROM cut c
LEFT JOIN dim.dim_industry i ON c.dimension = 'industry' AND i.industry = c.code
LEFT JOIN dim.dim_street s ON c.dimension = 'street' AND s.street_code = c.code
