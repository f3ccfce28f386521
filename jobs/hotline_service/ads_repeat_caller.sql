/*
title: {zh: 重复来电人, en: Repeat callers}
refresh: {key: [caller_hash], changes: {hotline_service.ods_case: ["sha2(caller_phone, 256)"]}}
*/
WITH calls AS (
  SELECT sha2(caller_phone, 256) AS caller_hash, case_id, created_at, category, street_code,
    closed_at IS NULL OR closed_at < created_at AS open,
    count(*) OVER (PARTITION BY caller_phone ORDER BY unix_seconds(created_at)
      RANGE BETWEEN 604800 PRECEDING AND CURRENT ROW) AS in_week
  FROM hotline_service.ods_case
  WHERE caller_phone IS NOT NULL
)
SELECT caller_hash, count(*) AS cases, max(in_week) AS most_in_week, count_if(open) AS open_cases,
  min(created_at) AS first_at, max(created_at) AS last_at,
  max_by(case_id, struct(created_at, case_id)) AS last_case_id,
  max_by(category, struct(created_at, case_id)) AS last_category,
  max_by(street_code, struct(created_at, case_id)) AS street_code
FROM calls
GROUP BY caller_hash
HAVING max(in_week) >= 3
