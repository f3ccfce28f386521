/*
title: {zh: 响应时效, en: Response times}
refresh: {partition: [month], changes: {emergency_response.dws_incident: [month]}}
*/
SELECT month, street_code, class_code, max(street_name) AS street_name, max(class_name) AS class_name, count(*) AS incidents, count_if(is_open) AS open_incidents,
  count(arrival_seconds) AS answered,
  percentile(arrival_seconds, 0.5) AS median_arrival, percentile(arrival_seconds, 0.9) AS p90_arrival,
  count_if(arrival_seconds <= 900) AS in_time,
  try_divide(100.0 * count_if(arrival_seconds <= 900), count(arrival_seconds)) AS in_time_share,
  coalesce(sum(injured), 0L) AS injured
FROM emergency_response.dws_incident
GROUP BY month, street_code, class_code
