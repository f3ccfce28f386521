/*
title: {zh: 产业链完整度, en: Completeness of chains}
*/
-- A firm may be on several links, so firms are counted apart from links.
WITH members AS (
  SELECT
    chain_code,
    count(DISTINCT credit_code) AS firms,
    count(DISTINCT CASE WHEN role = '链主' THEN credit_code END) AS leaders
  FROM industry_chain.dws_chain_firm
  GROUP BY chain_code
), links AS (
  SELECT
    chain_code,
    chain_name,
    count(*) AS links,
    count_if(missing) AS links_missing,
    nullif(array_join(transform(
      array_sort(collect_list(CASE WHEN missing THEN struct(position, link_code, link_name) END)),
      missed -> missed.link_name), '、'), '') AS missing_links
  FROM industry_chain.ads_chain_link
  GROUP BY chain_code, chain_name
)
SELECT
  links.chain_code,
  chain_name,
  links,
  links - links_missing AS links_held,
  links_missing,
  100 * (links - links_missing) / links AS completeness,
  coalesce(firms, 0) AS firms,
  coalesce(leaders, 0) AS leaders,
  missing_links
FROM links
LEFT JOIN members ON members.chain_code = links.chain_code
