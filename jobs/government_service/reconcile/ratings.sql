SELECT item_code AS subject, sum(rating_sum) AS value
FROM government_service.ads_service
GROUP BY item_code
HAVING sum(reviews) > 0
