/*
title: {zh: 产业链环节, en: Links and who is on them}
*/
WITH held AS (
  SELECT
    link_code,
    count(*) AS firms,
    count_if(role = '链主') AS leaders,
    count_if(above_scale) AS above_scale
  FROM industry_chain.dws_chain_firm
  GROUP BY link_code
), gone AS (
  SELECT member.link_code, count(*) AS firms_left
  FROM industry_chain.ods_chain_firm AS member
  LEFT ANTI JOIN industry_chain.dws_chain_firm AS still
    ON still.link_code = member.link_code AND still.credit_code = member.credit_code
  GROUP BY member.link_code
)
SELECT
  link.chain_code,
  link.chain_name,
  link.link_code,
  link.link_name,
  link.stage,
  link.position,
  coalesce(firms, 0) AS firms,
  coalesce(leaders, 0) AS leaders,
  coalesce(above_scale, 0) AS above_scale,
  coalesce(firms_left, 0) AS firms_left,
  CASE WHEN firms IS NULL THEN 'missing' WHEN firms = 1 THEN 'weak' ELSE 'held' END AS status,
  firms IS NULL AS missing
FROM industry_chain.ods_chain_link AS link
LEFT JOIN held ON held.link_code = link.link_code
LEFT JOIN gone ON gone.link_code = link.link_code
