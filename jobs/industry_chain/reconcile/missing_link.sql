-- Links that no firm is on.
SELECT link_code AS subject, link_name AS value
FROM industry_chain.ads_chain_link
WHERE missing
