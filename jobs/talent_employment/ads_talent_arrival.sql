/*
title: {zh: 人才引进结构, en: Arrivals by class}
refresh: {partition: [month], changes: {talent_employment.ods_talent: ["trunc(arrived_on, 'MM')"]}}
*/
SELECT
  trunc(arrived_on, 'MM') AS month,
  class,
  count(DISTINCT id_hash) AS arrivals,
  count(DISTINCT if(education = '11', id_hash, NULL)) AS doctors,
  count(DISTINCT if(education = '14', id_hash, NULL)) AS masters,
  count(DISTINCT if(education = '21', id_hash, NULL)) AS bachelors,
  count(DISTINCT if(year(arrived_on) - birth_year < 35, id_hash, NULL)) AS under_35,
  count(DISTINCT credit_code) AS employers
FROM talent_employment.ods_talent
GROUP BY trunc(arrived_on, 'MM'), class
