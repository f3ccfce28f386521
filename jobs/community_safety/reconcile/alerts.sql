SELECT item_id AS subject, happenings AS value
FROM community_safety.ads_dossier
WHERE item_kind = 'alert'
