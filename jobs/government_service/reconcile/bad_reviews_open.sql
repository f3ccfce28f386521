SELECT department AS subject, count(*) AS value
FROM government_service.ads_bad_review
WHERE handled_at IS NULL
GROUP BY department
