-- How the projects that applied were decided on.
SELECT decision AS subject, count(*) AS value
FROM investment_promotion.ads_admission
GROUP BY decision
