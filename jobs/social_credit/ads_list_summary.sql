/*
title: {zh: 红黑名单汇总, en: Lists by department}
refresh: full
*/
SELECT
  department,
  list,
  kind,
  max(as_of) AS as_of,
  count_if(state = 'active') AS active,
  count_if(state = 'expired') AS expired,
  count_if(state = 'removed') AS removed,
  count(DISTINCT if(state = 'active', credit_code, NULL)) AS firms,
  count_if(state = 'active' AND expires_on <= date_add(as_of, 30)) AS expiring
FROM social_credit.dwd_listing
GROUP BY department, list, kind
