SELECT category AS subject, sum(overdue_open) AS value
FROM hotline_service.dws_case_daily
GROUP BY category
HAVING sum(overdue_open) > 0
