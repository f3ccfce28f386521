/*
title: {zh: 梯度变动, en: Moves between rungs}
*/
-- Years after the newest list are left out: what was valid for long is known there, and what comes each year is not.
-- The year of the oldest list has no moves, since nothing is known of the year before.
WITH known AS (
  SELECT min(list_year) AS first_year, max(list_year) AS last_year
  FROM enterprise_cultivation.ods_qualification
), moves AS (
  SELECT
    coalesce(now.year, past.year + 1) AS year,
    coalesce(past.rung_no, 0) AS from_no,
    coalesce(past.rung, 'none') AS from_rung,
    coalesce(now.rung_no, 0) AS to_no,
    coalesce(now.rung, 'none') AS to_rung
  FROM enterprise_cultivation.dws_firm_rung AS now
  FULL JOIN enterprise_cultivation.dws_firm_rung AS past
    ON past.credit_code = now.credit_code AND past.year + 1 = now.year
)
SELECT
  year,
  from_no,
  from_rung,
  to_no,
  to_rung,
  CASE
    WHEN from_no = 0 THEN 'entered'
    WHEN to_no = 0 THEN 'left'
    WHEN from_no < to_no THEN 'up'
    WHEN from_no > to_no THEN 'down'
    ELSE 'same'
  END AS direction,
  count(*) AS firms
FROM moves CROSS JOIN known
WHERE year > first_year AND year <= last_year
GROUP BY year, from_no, from_rung, to_no, to_rung
