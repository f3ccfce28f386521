/*
title: {zh: 招商项目全程, en: Projects from talk to landing}
refresh: {key: [project_id], changes: {investment_promotion.ods_project_stage: [project_id]}}
*/
-- What the newest stage says of a project holds; the furthest stage tells where it stands, also of one that was given up.
WITH stages AS (
  SELECT
    *,
    CASE stage
      WHEN 'talked' THEN 1 WHEN 'signed' THEN 2 WHEN 'registered' THEN 3
      WHEN 'started' THEN 4 WHEN 'completed' THEN 5 WHEN 'producing' THEN 6
      ELSE 0
    END AS stage_no
  FROM investment_promotion.ods_project_stage
), projects AS (
  SELECT
    project_id,
    max_by(project_name, struct(happened_on, stage_no)) AS project_name,
    max_by(chain_code, struct(happened_on, stage_no)) AS chain_code,
    max_by(street_code, struct(happened_on, stage_no)) AS street_code,
    max_by(origin, struct(happened_on, stage_no)) FILTER (WHERE origin IS NOT NULL) AS origin,
    max_by(credit_code, struct(happened_on, stage_no)) FILTER (WHERE credit_code IS NOT NULL) AS credit_code,
    max_by(investment, struct(happened_on, stage_no)) FILTER (WHERE investment IS NOT NULL) AS investment,
    max(stage_no) AS stage_no,
    max_by(stage, stage_no) AS stage,
    max(happened_on) FILTER (WHERE stage = 'talked') AS talked_on,
    max(happened_on) FILTER (WHERE stage = 'signed') AS signed_on,
    max(happened_on) FILTER (WHERE stage = 'registered') AS registered_on,
    max(happened_on) FILTER (WHERE stage = 'started') AS started_on,
    max(happened_on) FILTER (WHERE stage = 'completed') AS completed_on,
    max(happened_on) FILTER (WHERE stage = 'producing') AS producing_on,
    max(happened_on) FILTER (WHERE stage = 'ended') AS ended_on
  FROM stages
  GROUP BY project_id
)
SELECT
  *,
  datediff(signed_on, talked_on) AS days_to_sign,
  datediff(producing_on, talked_on) AS days_to_produce
FROM projects
