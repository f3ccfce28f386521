/*
title: {zh: 产业链人才供需明细, en: Talents against posts by chain as counted}
refresh:
  partition: [month]
  changes:
    talent_employment.ods_post: ["trunc(posted_on, 'MM')"]
    talent_employment.ods_talent: ["trunc(arrived_on, 'MM')"]
*/
WITH post AS (
  SELECT
    trunc(posted_on, 'MM') AS month,
    chain,
    max(chain_name) AS chain_name,
    count(*) AS posts,
    sum(headcount) AS demand,
    count_if(state = '已招满') AS filled,
    percentile((salary_low + salary_high) / 2, 0.5) AS median_salary
  FROM talent_employment.ods_post
  GROUP BY trunc(posted_on, 'MM'), chain
),
talent AS (
  SELECT
    trunc(arrived_on, 'MM') AS month,
    chain,
    max(chain_name) AS chain_name,
    count(DISTINCT id_hash) AS supply,
    count(DISTINCT if(education IN ('11', '14'), id_hash, NULL)) AS masters_up
  FROM talent_employment.ods_talent
  GROUP BY trunc(arrived_on, 'MM'), chain
),
both_sides AS (
  SELECT
    coalesce(p.month, t.month) AS month,
    coalesce(p.chain, t.chain) AS chain,
    coalesce(p.chain_name, t.chain_name, p.chain, t.chain) AS chain_name,
    coalesce(p.posts, 0) AS posts,
    coalesce(p.demand, 0) AS demand,
    coalesce(p.filled, 0) AS filled,
    coalesce(t.supply, 0) AS supply,
    coalesce(t.masters_up, 0) AS masters_up,
    p.median_salary
  FROM post p
  FULL OUTER JOIN talent t ON t.month = p.month AND t.chain = p.chain
)
SELECT
  month,
  chain,
  chain_name,
  posts,
  demand,
  filled,
  supply,
  masters_up,
  demand - supply AS gap,
  round(try_divide(CAST(demand AS DECIMAL(18, 2)), supply), 2) AS ratio,
  CASE WHEN demand > 1.5 * supply THEN 'short' WHEN demand < 0.8 * supply THEN 'surplus' ELSE 'balanced' END AS state,
  round(median_salary, 2) AS median_salary
FROM both_sides
