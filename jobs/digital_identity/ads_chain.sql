/*
title: {zh: 存证链核验, en: Chains of proofs}
refresh: {partition: [day], changes: {digital_identity.ods_proof: [day], digital_identity.dwd_proof_break: [day]}}
*/
-- Each of the eight nodes keeps a chain on every day: one that is not there at all would break nothing.
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
),
expected AS (
  SELECT d.day, concat('N0', n.number) AS chain
  FROM (SELECT DISTINCT day FROM chain) d
  CROSS JOIN (SELECT explode(sequence(1, 8)) AS number) n
  UNION
  SELECT day, chain FROM chain
)
SELECT e.day, e.chain, coalesce(c.proofs, 0) AS proofs, coalesce(b.altered, 0) AS altered, coalesce(b.unlinked, 0) AS unlinked,
  coalesce(b.missing, 0) AS missing, c.chain IS NOT NULL AND NOT coalesce(b.unsealed, false) AS sealed,
  c.chain IS NULL AS absent, c.head_hash
FROM expected e
LEFT JOIN chain c ON c.day = e.day AND c.chain = e.chain
LEFT JOIN broken b ON b.day = e.day AND b.chain = e.chain
