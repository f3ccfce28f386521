SELECT category AS subject, sum(no_due) AS value
FROM hotline_service.dws_case_daily
GROUP BY category
HAVING sum(no_due) > 0
