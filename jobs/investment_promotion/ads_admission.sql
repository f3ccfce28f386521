/*
title: {zh: 项目准入评审, en: Admission of projects}
refresh:
  key: [project_id]
  changes:
    investment_promotion.ods_admission: [project_id]
    investment_promotion.ods_environment_review: [project_id]
*/
-- Factors, scale and their sources are told in the contract.
WITH reviews AS (
  SELECT
    project_id,
    array_join(array_sort(collect_list(CASE WHEN result = 'veto' THEN item END)), ',') AS vetoes,
    count_if(result IN ('pass', 'veto')) AS decided
  FROM investment_promotion.ods_environment_review
  GROUP BY project_id
), measures AS (
  SELECT
    *,
    -- 10,000 kWh, 10,000 m3 and GJ to tonnes of standard coal.
    electricity * 1.229 + gas * 12.143 + heat * 0.03412 AS energy,
    output / land AS output_per_mu,
    tax / land AS tax_per_mu,
    investment / land AS investment_per_mu
  FROM investment_promotion.ods_admission
), scores AS (
  SELECT
    *,
    energy / output AS energy_per_output,
    round(40 * greatest(0, least(1, (0.45 - energy / output) / 0.40)), 2) AS score_energy,
    round(20 * greatest(0, least(1, (output_per_mu - 200) / 600)), 2)
      + round(20 * greatest(0, least(1, (tax_per_mu - 10) / 30)), 2)
      + round(10 * greatest(0, least(1, (investment_per_mu - 200) / 300)), 2)
      + round(10 * least(1, research_share / 5), 2) AS score_rest
  FROM measures
), judged AS (
  SELECT
    *,
    score_energy + score_rest AS score,
    CASE
      WHEN score_energy + score_rest >= 80 THEN 'admit'
      WHEN score_energy + score_rest >= 60 THEN 'condition'
      ELSE 'refuse'
    END AS score_decision
  FROM scores
)
SELECT
  judged.project_id,
  project_name,
  applied_on,
  trunc(applied_on, 'MM') AS month,
  chain_code,
  energy,
  energy_per_output,
  output_per_mu,
  tax_per_mu,
  score_energy,
  score,
  score_decision,
  nullif(vetoes, '') AS vetoes,
  4 - coalesce(decided, 0) AS open_items,
  CASE
    WHEN vetoes <> '' THEN 'veto'
    WHEN coalesce(decided, 0) < 4 THEN 'pending'
    ELSE score_decision
  END AS decision,
  coalesce(vetoes <> '', false) AND score_decision = 'admit' AS only_by_veto
FROM judged
LEFT JOIN reviews ON reviews.project_id = judged.project_id
