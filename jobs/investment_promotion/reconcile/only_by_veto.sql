-- Projects that their score admits and the environmental veto refuses.
SELECT project_id AS subject, decision AS value
FROM investment_promotion.ads_admission
WHERE only_by_veto
