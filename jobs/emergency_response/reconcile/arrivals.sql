-- Seconds from report to first arrival, all incidents of a street together.
SELECT street_code AS subject, sum(arrival_seconds) AS value
FROM emergency_response.dws_incident
WHERE arrival_seconds IS NOT NULL
GROUP BY street_code
