/*
title: {zh: 梯度年度概况, en: Rungs by year}
*/
-- Each move counts for the rung that it leads to and for the one that it leaves.
SELECT
  year,
  number AS rung_no,
  name AS rung,
  sum(CASE WHEN number = to_no THEN firms ELSE 0 END) AS firms,
  sum(CASE WHEN number = to_no AND from_no < to_no THEN firms ELSE 0 END) AS arrived,
  sum(CASE WHEN number = to_no AND from_no > to_no THEN firms ELSE 0 END) AS fallen,
  sum(CASE WHEN number = from_no AND from_no <> to_no THEN firms ELSE 0 END) AS lost
FROM enterprise_cultivation.ads_rung_move
LATERAL VIEW explode(map_from_arrays(
  array_distinct(array(from_no, to_no)), array_distinct(array(from_rung, to_rung)))) AS number, name
WHERE number > 0
GROUP BY year, number, name
