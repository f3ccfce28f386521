SELECT item_code AS subject, sum(steps_saved) AS value
FROM government_service.ads_service
GROUP BY item_code
HAVING sum(finished) > 0
