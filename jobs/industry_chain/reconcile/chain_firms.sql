-- How many firms are on each chain, each counted once.
SELECT chain_code AS subject, firms AS value
FROM industry_chain.ads_chain
