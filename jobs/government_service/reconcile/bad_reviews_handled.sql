-- Bad reviews that were put right, by department; the file of a later day tells of it.
SELECT department AS subject, count(handled_at) AS value
FROM government_service.ads_bad_review
GROUP BY department
HAVING count(handled_at) > 0
