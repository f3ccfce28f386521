/*
title: {zh: 分税种分行业分街道税收, en: "Taxes by kind, industry and street"}
refresh: {partition: [month], changes: {fiscal_tax.ods_tax_receipt: ["trunc(received_on, 'MM')"]}}
*/
-- From the receipts, because payers of smaller groups don't add up: one may pay in several.
WITH cut AS (
  SELECT
    trunc(received_on, 'MM') AS month,
    CASE WHEN grouping(subject) = 0 THEN 'kind' WHEN grouping(industry) = 0 THEN 'industry' ELSE 'street' END AS dimension,
    CASE WHEN grouping(subject) = 0 THEN subject WHEN grouping(industry) = 0 THEN industry ELSE street_code END AS code,
    max(subject_name) AS subject_name,
    sum(amount) AS amount,
    sum(local_amount) AS local_amount,
    -sum(least(amount, 0)) AS refunded,
    count(*) AS receipts,
    count(DISTINCT credit_code) AS payers
  FROM fiscal_tax.ods_tax_receipt
  GROUP BY GROUPING SETS (
    (trunc(received_on, 'MM'), subject), (trunc(received_on, 'MM'), industry), (trunc(received_on, 'MM'), street_code))
),
shared AS (
  SELECT
    *,
    round(try_divide(100 * amount, sum(amount) OVER (PARTITION BY month, dimension)), 2) AS share,
    -- Of one or two payers a figure tells each what the other paid.
    payers >= 3 AS told
  FROM cut
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
  c.told,
  CASE WHEN c.told THEN c.amount END AS amount,
  CASE WHEN c.told THEN c.local_amount END AS local_amount,
  CASE WHEN c.told THEN c.refunded END AS refunded,
  c.receipts,
  c.payers,
  CASE WHEN c.told THEN c.share END AS share
FROM shared c
LEFT JOIN dim.dim_industry i ON c.dimension = 'industry' AND i.industry = c.code
LEFT JOIN dim.dim_street s ON c.dimension = 'street' AND s.street_code = c.code
