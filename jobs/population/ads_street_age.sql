/*
title: {zh: 分街道年龄人口, en: Population by street and age}
refresh: full
*/
SELECT if(grouping(street_code) = 1, '全部', street_code) AS street_code,
  if(grouping(street_code) = 1, '全部', max(street_name)) AS street_name,
  if(grouping(age_band) = 1, '全部', age_band) AS age_band, if(grouping(sex) = 1, '全部', sex) AS sex,
  sum(persons) AS persons, sum(in_both_registers) AS in_both_registers, max(as_of) AS as_of, false AS suppressed
FROM population.dws_street_age
GROUP BY CUBE (street_code, age_band, sex)
