-- Penalties that are still shown, by severity.
SELECT 'serious' AS subject, sum(serious_penalties) AS value FROM social_credit.ads_firm_credit
UNION ALL
SELECT 'all' AS subject, sum(penalties) AS value FROM social_credit.ads_firm_credit
