/*
title: {zh: 企业登记历史拉链, en: History of firms (SCD2)}
refresh: {key: [credit_code], changes: {enterprise.ods_firm_change: [credit_code]}}
*/
-- The history of a firm is made from all of its changes in the order of their update times, so that a late change falls
-- into its place whatever came before. A change that says nothing new makes no version; a deletion ends the version before
-- it and makes none. Cost: O(m log m) for the m changes of a firm (one sort), of those firms only that have new changes.
WITH states AS (
  SELECT
    *,
    CASE WHEN op <> 'D' THEN struct(
      firm_name, legal_person, registered_capital, industry, street_code, status, registered_on, phone) END AS state
  FROM enterprise.ods_firm_change
), compared AS (
  SELECT
    *,
    row_number() OVER arrivals AS number,
    lag(state) OVER arrivals AS state_before
  FROM states
  WINDOW arrivals AS (PARTITION BY credit_code ORDER BY updated_at)
), turns AS (
  SELECT *, lead(updated_at) OVER (PARTITION BY credit_code ORDER BY updated_at) AS valid_to
  FROM compared
  WHERE number = 1 OR NOT (state <=> state_before)
)
SELECT
  credit_code,
  row_number() OVER (PARTITION BY credit_code ORDER BY updated_at) AS version,
  updated_at AS valid_from,
  valid_to,
  valid_to IS NULL AS is_current,
  firm_name,
  legal_person,
  registered_capital,
  industry,
  street_code,
  status,
  registered_on,
  phone
FROM turns
WHERE op <> 'D'
