/*
title: {zh: 城市码用码统计, en: Uses of the city code}
refresh: {partition: [day], changes: {digital_identity.ods_proof: [day], digital_identity.dwd_proof_break: [day]}}
*/
WITH suspect AS (
  SELECT DISTINCT day, chain, CASE break_kind WHEN 'unlinked' THEN seq - 1 ELSE seq END AS seq
  FROM digital_identity.dwd_proof_break
  WHERE break_kind IN ('altered', 'unlinked')
),
used AS (
  SELECT p.day, p.place_code, p.subject_hash, p.result, s.seq IS NULL AS holds
  FROM digital_identity.ods_proof p
  LEFT JOIN suspect s ON s.day = p.day AND s.chain = p.chain AND s.seq = p.seq
  WHERE p.result <> 'sealed'
),
counted AS (
  SELECT day, place_code, count(*) AS uses,
    count_if(result = 'pass' AND holds) AS verified,
    count_if(result = 'fail') AS refused,
    count_if(result = 'pass' AND NOT holds) AS unproven,
    count(DISTINCT subject_hash) AS people
  FROM used
  GROUP BY day, place_code
)
SELECT c.day, v.service, c.place_code, v.place_name, v.street_code, v.lon, v.lat, c.uses, c.verified,
  c.refused, c.unproven, c.people
FROM counted c
LEFT JOIN digital_identity.dim_verifier v ON v.place_code = c.place_code
