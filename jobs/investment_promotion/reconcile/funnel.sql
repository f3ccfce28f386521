-- How many projects reached each stage.
SELECT stage AS subject, projects AS value
FROM investment_promotion.ads_project_funnel
WHERE projects > 0
