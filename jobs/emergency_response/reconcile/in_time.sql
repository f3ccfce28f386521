-- How many incidents of a month should have been reached, and how many were within 15 minutes.
SELECT concat(date_format(month, 'yyyy-MM'), ' ', what) AS subject, sum(value) AS value
FROM emergency_response.ads_response
LATERAL VIEW stack(2, 'due', due, 'in_time', in_time) AS what, value
GROUP BY month, what
