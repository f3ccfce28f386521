-- Revenue and tax of each street's industrial land, by firm and by parcel alike.
SELECT concat_ws('|', year, street_code, 'tax') AS subject, sum(tax) AS value
FROM land_efficiency.ads_street_land
GROUP BY year, street_code
UNION ALL
SELECT concat_ws('|', year, street_code, 'revenue') AS subject, sum(revenue) AS value
FROM land_efficiency.ads_per_mu_rank
GROUP BY year, street_code
