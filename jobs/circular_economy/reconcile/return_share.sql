SELECT concat(year, ' ', material) AS subject, return_share AS value
FROM circular_economy.ads_circularity
