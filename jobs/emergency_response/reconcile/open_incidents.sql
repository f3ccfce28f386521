-- Open incidents by street.
SELECT street_code AS subject, sum(open_incidents) AS value
FROM emergency_response.ads_response
GROUP BY street_code
HAVING sum(open_incidents) > 0
