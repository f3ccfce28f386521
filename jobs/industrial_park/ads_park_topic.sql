/*
title: {zh: 主题园区月报, en: Topics of parks by month}
refresh: {key: [month], changes: {industrial_park.ads_park_month: [month]}}
*/
SELECT
  month,
  topic,
  count(*) AS parks,
  sum(floor_area) AS floor_area,
  sum(leased_area) AS leased_area,
  round(100 * sum(leased_area) / sum(floor_area), 2) AS occupancy,
  sum(firms) AS firms,
  sum(output) AS output,
  sum(tax) AS tax,
  count(output) AS reporting
FROM industrial_park.ads_park_month
GROUP BY month, topic
