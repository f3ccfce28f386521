SELECT item_code AS subject, sum(late) AS value
FROM government_service.ads_service
GROUP BY item_code
HAVING sum(late) > 0
