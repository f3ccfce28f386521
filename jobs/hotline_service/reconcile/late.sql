SELECT category AS subject, sum(closed - on_time) AS value
FROM hotline_service.dws_case_daily
GROUP BY category
HAVING sum(closed - on_time) > 0
