SELECT place_code AS subject, sum(unproven) AS value
FROM digital_identity.ads_code_use
GROUP BY place_code
HAVING sum(unproven) > 0
