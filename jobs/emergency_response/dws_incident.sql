/*
title: {zh: 事件处置过程, en: Incidents and how they were answered}
refresh: {key: [incident_id], changes: {emergency_response.ods_incident: [incident_id], emergency_response.ods_dispatch: [incident_id]}}
*/
WITH sent AS (
  SELECT incident_id, count(*) AS resources, min(dispatched_at) AS dispatched_at, min(arrived_at) AS arrived_at
  FROM emergency_response.ods_dispatch
  GROUP BY incident_id
)
SELECT i.incident_id, substr(i.kind_code, 1, 1) AS class_code,
  element_at(array('自然灾害', '事故灾难', '公共卫生事件', '社会安全事件'), CAST(substr(i.kind_code, 1, 1) AS INT)) AS class_name,
  i.kind_code, i.level, i.street_code, d.name_zh AS street_name, i.lon, i.lat,
  i.reported_at, CAST(trunc(i.reported_at, 'MONTH') AS DATE) AS month, s.dispatched_at, s.arrived_at, i.closed_at,
  coalesce(s.resources, 0L) AS resources,
  timestampdiff(SECOND, i.reported_at, s.dispatched_at) AS dispatch_seconds,
  timestampdiff(SECOND, i.reported_at, s.arrived_at) AS arrival_seconds,
  timestampdiff(MINUTE, i.reported_at, i.closed_at) AS closing_minutes,
  i.closed_at IS NULL AS is_open, i.injured
FROM emergency_response.ods_incident i
LEFT JOIN sent s ON s.incident_id = i.incident_id
LEFT JOIN dim.dim_street d ON d.street_code = i.street_code
