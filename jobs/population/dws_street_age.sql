/*
title: {zh: 分街道年龄人口明细, en: Population by street and age as counted}
refresh: full
*/
-- Ages are completed years on the day of the newest registration; who is born on 29 February has a
-- birthday on 1 March.
WITH newest AS (
  SELECT max(registered_on) AS as_of FROM population.dwd_person
),
aged AS (
  SELECT street_code, sex, in_police_register AND in_street_register AS twice, as_of,
    year(as_of) - year(born_on)
      - CASE WHEN date_format(as_of, 'MMdd') < date_format(born_on, 'MMdd') THEN 1 ELSE 0 END AS age
  FROM population.dwd_person CROSS JOIN newest
),
banded AS (
  SELECT street_code, coalesce(sex, '0') AS sex, twice, as_of,
    CASE WHEN age IS NULL THEN '未知'
      WHEN age < 7 THEN '00-06'
      WHEN age < 15 THEN '07-14'
      WHEN age < 35 THEN '15-34'
      WHEN age < 60 THEN '35-59'
      WHEN age < 65 THEN '60-64'
      WHEN age < 80 THEN '65-79'
      ELSE '80+' END AS age_band
  FROM aged
  WHERE street_code IS NOT NULL
)
SELECT b.street_code, s.name_zh AS street_name, b.age_band, b.sex, count(*) AS persons,
  count_if(b.twice) AS in_both_registers, max(b.as_of) AS as_of
FROM banded b
LEFT JOIN dim.dim_street s ON s.street_code = b.street_code
GROUP BY b.street_code, s.name_zh, b.age_band, b.sex
