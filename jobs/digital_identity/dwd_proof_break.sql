/*
title: {zh: 存证链异常, en: Breaks of the chains of proofs}
refresh: {partition: [day], changes: {digital_identity.ods_proof: [day]}}
*/
WITH linked AS (
  SELECT *,
    lag(seq, 1, 0L) OVER link AS seq_before,
    lag(hash) OVER link AS hash_before,
    lead(seq) OVER link AS seq_after
  FROM digital_identity.ods_proof
  WINDOW link AS (PARTITION BY day, chain ORDER BY seq)
),
tested AS (
  SELECT day, chain, seq, proved_at, place_code, seq - seq_before - 1 AS missing,
    hash <> sha2(concat_ws('|', previous_hash, chain, CAST(seq AS string),
      CAST(unix_millis(proved_at) AS string), place_code, subject_hash, method, result), 256) AS altered,
    seq = seq_before + 1 AND previous_hash <> coalesce(hash_before,
      sha2(concat_ws('|', chain, CAST(day AS string)), 256)) AS unlinked,
    seq_after IS NULL AND result <> 'sealed' AS unsealed
  FROM linked
)
SELECT day, chain, seq, kind.name AS break_kind, kind.proofs, proved_at, place_code
FROM tested
LATERAL VIEW explode(array(
  CASE WHEN altered THEN named_struct('name', 'altered', 'proofs', 1L) END,
  CASE WHEN unlinked THEN named_struct('name', 'unlinked', 'proofs', 1L) END,
  CASE WHEN missing > 0 THEN named_struct('name', 'missing', 'proofs', missing) END,
  CASE WHEN unsealed THEN named_struct('name', 'unsealed', 'proofs', 1L) END)) AS kind
WHERE kind IS NOT NULL
