SELECT item_code AS subject, sum(minutes) AS value
FROM government_service.ads_service
GROUP BY item_code
HAVING sum(finished) > 0
