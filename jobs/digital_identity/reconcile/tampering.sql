SELECT concat(day, '/', chain) AS subject,
  concat_ws(' ',
    CASE WHEN altered > 0 THEN concat('altered ', altered) END,
    CASE WHEN unlinked > 0 THEN concat('unlinked ', unlinked) END,
    CASE WHEN missing > 0 THEN concat('missing ', missing) END,
    CASE WHEN absent THEN 'absent' END,
    CASE WHEN NOT sealed AND NOT absent THEN 'unsealed' END) AS value
FROM digital_identity.ads_chain
WHERE altered > 0 OR unlinked > 0 OR missing > 0 OR NOT sealed
