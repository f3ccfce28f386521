/*
title: {zh: 存证链核验, en: Chains of proofs}
refresh: {partition: [day], changes: {digital_identity.ods_proof: [day], digital_identity.dwd_proof_break: [day]}}
*/
WITH broken AS (
  SELECT day, chain,
    count_if(break_kind = 'altered') AS altered,
    count_if(break_kind = 'unlinked') AS unlinked,
    sum(proofs) FILTER (WHERE break_kind = 'missing') AS missing,
    bool_or(break_kind = 'unsealed') AS unsealed
  FROM digital_identity.dwd_proof_break
  GROUP BY day, chain
),
chain AS (
  SELECT day, chain, count(*) AS proofs, max_by(hash, seq) AS head_hash
  FROM digital_identity.ods_proof
  GROUP BY day, chain
)
SELECT c.day, c.chain, c.proofs, coalesce(b.altered, 0) AS altered, coalesce(b.unlinked, 0) AS unlinked,
  coalesce(b.missing, 0) AS missing, NOT coalesce(b.unsealed, false) AS sealed, c.head_hash
FROM chain c
LEFT JOIN broken b ON b.day = c.day AND b.chain = c.chain
