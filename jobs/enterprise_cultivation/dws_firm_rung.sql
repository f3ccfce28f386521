/*
title: {zh: 企业年末梯度, en: Rung of a firm at the end of a year}
refresh: {key: [credit_code], changes: {enterprise_cultivation.ods_qualification: [credit_code]}}
*/
-- A qualification counts for the years on whose 31 December it is valid.
WITH years AS (
  SELECT
    credit_code,
    rung,
    CASE rung WHEN 'tech_sme' THEN 1 WHEN 'high_tech' THEN 2 WHEN 'gazelle' THEN 3 ELSE 4 END AS rung_no,
    year(valid_from) AS first_year,
    year(date_add(valid_until, 1)) - 1 AS last_year
  FROM enterprise_cultivation.ods_qualification
), holdings AS (
  SELECT credit_code, rung, rung_no, explode(sequence(first_year, last_year)) AS year
  FROM years
  WHERE first_year <= last_year
)
SELECT
  credit_code,
  year,
  max(rung_no) AS rung_no,
  max_by(rung, rung_no) AS rung,
  count(DISTINCT rung) AS rungs
FROM holdings
GROUP BY credit_code, year
