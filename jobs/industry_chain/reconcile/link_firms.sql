-- How many firms are on each link.
SELECT link_code AS subject, firms AS value
FROM industry_chain.ads_chain_link
