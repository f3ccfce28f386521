/*
title: {zh: 人才引进结构, en: Arrivals by class}
refresh: {partition: [month], changes: {talent_employment.dws_talent_arrival: [month]}}
*/
SELECT month, class, arrivals, doctors, masters, bachelors, under_35, employers, false AS suppressed
FROM talent_employment.dws_talent_arrival
