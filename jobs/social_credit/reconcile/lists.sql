SELECT concat_ws('|', department, list, state) AS subject, count AS value
FROM (
  SELECT department, list, sum(active) AS active, sum(expired) AS expired, sum(removed) AS removed
  FROM social_credit.ads_list_summary
  GROUP BY department, list
) UNPIVOT (count FOR state IN (active, expired, removed))
WHERE count > 0
