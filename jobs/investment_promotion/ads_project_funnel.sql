/*
title: {zh: 招商项目漏斗, en: Funnel of projects}
*/
SELECT
  number AS stage_no,
  code AS stage,
  name AS stage_name,
  count(reached_on) AS projects,
  -- Of one or two projects a figure tells each what the other costs.
  CASE WHEN count(reached_on) NOT IN (1, 2) THEN sum(investment) FILTER (WHERE reached_on IS NOT NULL) END AS investment,
  try_divide(100 * count(reached_on), count(talked_on)) AS share,
  median(datediff(reached_on, talked_on)) AS median_days,
  count_if(ended_on IS NOT NULL AND stage_no = number) AS given_up
FROM investment_promotion.dws_project
LATERAL VIEW stack(6,
  1, 'talked', '洽谈', talked_on,
  2, 'signed', '签约', signed_on,
  3, 'registered', '注册', registered_on,
  4, 'started', '开工', started_on,
  5, 'completed', '竣工', completed_on,
  6, 'producing', '投产', producing_on) AS number, code, name, reached_on
GROUP BY number, code, name
