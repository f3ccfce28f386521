/*
title: {zh: 人才引进结构, en: Arrivals by class}
refresh: {partition: [month], changes: {talent_employment.ods_talent: ["trunc(arrived_on, 'MM')"]}}
*/
-- Who was registered by several firms counts once a month: by the best class and degree of any of the registrations.
WITH person AS (
  SELECT
    trunc(arrived_on, 'MM') AS month,
    id_hash,
    credit_code,
    year(arrived_on) - birth_year AS age,
    min(class) OVER (PARTITION BY trunc(arrived_on, 'MM'), id_hash) AS class,
    min(education) OVER (PARTITION BY trunc(arrived_on, 'MM'), id_hash) AS education
  FROM talent_employment.ods_talent
)
SELECT
  month,
  class,
  count(DISTINCT id_hash) AS arrivals,
  count(DISTINCT if(education = '11', id_hash, NULL)) AS doctors,
  count(DISTINCT if(education = '14', id_hash, NULL)) AS masters,
  count(DISTINCT if(education = '21', id_hash, NULL)) AS bachelors,
  count(DISTINCT if(age < 35, id_hash, NULL)) AS under_35,
  count(DISTINCT credit_code) AS employers
FROM person
GROUP BY month, class
