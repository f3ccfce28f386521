/*
title: {zh: 红黑名单状态, en: State of listings}
refresh: full
*/
-- Lists and records are judged on one day, the newest of both: a list that comes late doesn't keep alive what is over.
WITH newest AS (
  SELECT greatest(
    (SELECT max(as_of) FROM social_credit.ods_listing),
    (SELECT max(decided_on) FROM social_credit.ods_credit_record)) AS as_of
)
SELECT
  l.listing_no,
  l.department,
  l.list,
  l.kind,
  l.credit_code,
  l.firm_name,
  l.listed_on,
  l.expires_on,
  l.removed_on,
  n.as_of,
  CASE
    WHEN l.removed_on <= n.as_of THEN 'removed'
    WHEN l.expires_on <= n.as_of THEN 'expired'
    ELSE 'active'
  END AS state
FROM social_credit.ods_listing l
CROSS JOIN newest n
