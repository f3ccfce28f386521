/*
title: {zh: 企业信用档案, en: Credit record of firms}
refresh: full
*/
WITH newest AS (
  SELECT greatest(
    (SELECT max(as_of) FROM social_credit.dwd_listing),
    (SELECT max(decided_on) FROM social_credit.ods_credit_record)) AS as_of
),
listed AS (
  SELECT
    credit_code,
    max_by(firm_name, struct(listed_on, listing_no)) AS firm_name,
    count_if(list = '红名单' AND state = 'active') AS red_lists,
    count_if(list = '黑名单' AND state = 'active') AS black_lists,
    array_join(array_sort(collect_set(if(list = '黑名单' AND state = 'active', kind, NULL))), '、') AS black_kinds,
    count_if(state != 'active') AS ended_lists
  FROM social_credit.dwd_listing
  GROUP BY credit_code
),
shown AS (
  SELECT
    r.*,
    r.kind = '行政处罚' AND r.decided_on > add_months(n.as_of, -36) AS counts
  FROM social_credit.ods_credit_record r
  CROSS JOIN newest n
),
recorded AS (
  SELECT
    credit_code,
    count_if(kind = '行政许可') AS permits,
    count_if(kind = '表彰奖励') AS commendations,
    count_if(counts) AS penalties,
    count_if(counts AND severity = '严重') AS serious_penalties,
    sum(if(counts, coalesce(amount, 0), 0)) AS fines,
    max(decided_on) AS newest_record_on
  FROM shown
  GROUP BY credit_code
),
counted AS (
  SELECT
    coalesce(l.credit_code, r.credit_code) AS credit_code,
    l.firm_name,
    coalesce(l.red_lists, 0) AS red_lists,
    coalesce(l.black_lists, 0) AS black_lists,
    nullif(l.black_kinds, '') AS black_kinds,
    coalesce(l.ended_lists, 0) AS ended_lists,
    coalesce(r.permits, 0) AS permits,
    coalesce(r.commendations, 0) AS commendations,
    coalesce(r.penalties, 0) AS penalties,
    coalesce(r.serious_penalties, 0) AS serious_penalties,
    coalesce(r.fines, 0) AS fines,
    r.newest_record_on
  FROM listed l
  FULL OUTER JOIN recorded r ON r.credit_code = l.credit_code
),
scored AS (
  SELECT
    *,
    greatest(0, 80 + 4 * least(red_lists, 3) + least(commendations, 8)
      - 10 * serious_penalties - 3 * (penalties - serious_penalties)) AS score
  FROM counted
)
SELECT
  s.credit_code,
  coalesce(f.name, s.firm_name, s.credit_code) AS name,
  f.industry,
  f.street_code,
  f.status,
  n.as_of,
  s.red_lists,
  s.black_lists,
  s.black_kinds,
  s.ended_lists,
  s.permits,
  s.commendations,
  s.penalties,
  s.serious_penalties,
  s.fines,
  s.newest_record_on,
  s.score,
  CASE WHEN s.black_lists > 0 THEN 'D' WHEN s.score >= 90 THEN 'A' WHEN s.score >= 75 THEN 'B' WHEN s.score >= 60 THEN 'C' ELSE 'D' END AS level
FROM scored s
CROSS JOIN newest n
LEFT JOIN dim.dim_firm f ON f.credit_code = s.credit_code
