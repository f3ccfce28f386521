/*
title: {zh: 红黑名单状态, en: State of listings}
refresh: full
*/
WITH newest AS (
  SELECT max(as_of) AS as_of FROM social_credit.ods_listing
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
