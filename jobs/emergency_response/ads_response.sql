/*
title: {zh: 响应时效, en: Response times}
refresh: {partition: [month], changes: {emergency_response.dws_incident: [month]}}
*/
-- What should have been reached: what was, what is over, and what is open for longer than the target when the month's newest
-- incident is reported. So who never came counts against the share.
WITH incidents AS (
  SELECT *, max(reported_at) OVER (PARTITION BY month) AS newest
  FROM emergency_response.dws_incident
),
judged AS (
  SELECT *, arrival_seconds IS NOT NULL OR NOT is_open OR reported_at <= newest - INTERVAL 15 MINUTES AS is_due
  FROM incidents
)
SELECT month, street_code, class_code, max(street_name) AS street_name, max(class_name) AS class_name, count(*) AS incidents, count_if(is_open) AS open_incidents,
  count(arrival_seconds) AS answered, count_if(is_due) AS due,
  percentile(arrival_seconds, 0.5) AS median_arrival, percentile(arrival_seconds, 0.9) AS p90_arrival,
  count_if(arrival_seconds <= 900) AS in_time,
  try_divide(100.0 * count_if(arrival_seconds <= 900), count_if(is_due)) AS in_time_share,
  coalesce(sum(injured), 0L) AS injured
FROM judged
GROUP BY month, street_code, class_code
