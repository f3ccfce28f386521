/*
title: {zh: 企业绿色评级与信贷, en: Green rating and credit of firms}
refresh:
  key: [credit_code]
  changes:
    green_finance.ods_green_rating: [credit_code]
    green_finance.ods_credit_event: [credit_code]
*/
WITH scored AS (
  SELECT
    credit_code,
    firm_name,
    rated_on,
    card,
    round(
      CASE
        WHEN product IS NULL THEN (40 * environment + 30 * energy + 20 * governance) / 90
        ELSE (40 * environment + 30 * energy + 20 * governance + 10 * product) / 100
      END, 2) AS score
  FROM green_finance.ods_green_rating
),
placed AS (
  SELECT
    *,
    lag(score) OVER (PARTITION BY credit_code ORDER BY rated_on) AS previous_score,
    row_number() OVER (PARTITION BY credit_code ORDER BY rated_on DESC) AS place,
    CASE WHEN score >= 85 THEN 3 WHEN score >= 70 THEN 2 WHEN score >= 60 THEN 1 ELSE 0 END AS earned,
    CASE card WHEN '红牌' THEN 0 WHEN '黄牌' THEN 1 ELSE 3 END AS allowed
  FROM scored
),
contract AS (
  SELECT
    credit_code,
    contract_no,
    max(struct(event_at, event_id, firm_name)) AS newest,
    coalesce(sum(amount) FILTER (WHERE kind = '授信'), 0) AS granted,
    coalesce(sum(amount) FILTER (WHERE kind = '放款'), 0) AS paid_out,
    coalesce(sum(amount) FILTER (WHERE kind = '还款'), 0) AS repaid
  FROM green_finance.ods_credit_event
  GROUP BY credit_code, contract_no
),
-- A contract is overdrawn for itself: what another leaves unused doesn't cover it, and what was repaid may be drawn again.
credit AS (
  SELECT
    credit_code,
    max(newest).firm_name AS firm_name,
    sum(granted) AS granted,
    sum(paid_out) AS paid_out,
    sum(repaid) AS repaid,
    count_if(paid_out - repaid > granted) AS overdrawn_contracts,
    sum(greatest(paid_out - repaid - granted, 0)) AS overdrawn_amount
  FROM contract
  GROUP BY credit_code
)
SELECT
  coalesce(p.credit_code, c.credit_code) AS credit_code,
  coalesce(p.firm_name, c.firm_name, c.credit_code) AS firm_name,
  p.rated_on,
  p.score,
  p.card,
  CASE least(p.earned, p.allowed) WHEN 3 THEN '深绿' WHEN 2 THEN '中绿' WHEN 1 THEN '浅绿' WHEN 0 THEN '非绿' ELSE '未评' END AS rating,
  coalesce(p.earned > p.allowed, false) AS overridden,
  p.previous_score,
  coalesce(c.granted, 0) AS granted,
  coalesce(c.paid_out, 0) AS paid_out,
  coalesce(c.repaid, 0) AS repaid,
  coalesce(c.paid_out - c.repaid, 0) AS outstanding,
  round(try_divide(100 * c.paid_out, c.granted), 2) AS use_share,
  coalesce(c.overdrawn_contracts, 0) AS overdrawn_contracts,
  coalesce(c.overdrawn_amount, 0) AS overdrawn_amount,
  coalesce(c.overdrawn_contracts > 0, false) AS overdrawn
FROM (SELECT * FROM placed WHERE place = 1) p
FULL OUTER JOIN credit c ON c.credit_code = p.credit_code
