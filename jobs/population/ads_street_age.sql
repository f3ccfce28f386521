/*
title: {zh: 分街道年龄人口, en: Population by street and age}
refresh: full
*/
SELECT street_code, street_name, age_band, sex, persons, in_both_registers, as_of, false AS suppressed
FROM population.dws_street_age
