SELECT category AS subject, sum(late) AS value
FROM hotline_service.dws_case_daily
GROUP BY category
HAVING sum(late) > 0
