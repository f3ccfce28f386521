SELECT concat(service, '/', place_code) AS subject, sum(verified) AS value
FROM digital_identity.ads_code_use
GROUP BY service, place_code
HAVING sum(verified) > 0
