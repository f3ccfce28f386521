SELECT concat(community_code, '/', item_kind) AS subject, count(*) AS value
FROM community_safety.ads_dossier
WHERE item_kind <> 'alert'
GROUP BY community_code, item_kind
