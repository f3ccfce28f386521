SELECT category AS subject, sum(on_time) AS value
FROM hotline_service.dws_case_daily
GROUP BY category
HAVING sum(on_time) > 0
