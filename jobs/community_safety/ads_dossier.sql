/*
title: {zh: 社区档案, en: Dossier of a community}
refresh: {key: [community_code], changes: {community_safety.ods_registration: [community_code], community_safety.ods_event: [community_code], community_safety.dwd_alert: [community_code]}}
*/
WITH event AS (
  SELECT *, kind IN ('person_in', 'person_out', 'vehicle_in', 'vehicle_out') AS passage
  FROM community_safety.ods_event
),
-- Of a passage the one who passed is concerned, of an alarm the sensor.
concerned AS (
  SELECT community_code, CASE WHEN passage THEN subject_id ELSE thing_id END AS entity_id,
    CASE WHEN kind IN ('person_in', 'person_out') THEN 'person'
      WHEN kind IN ('vehicle_in', 'vehicle_out') THEN 'vehicle' ELSE 'thing' END AS entity_kind,
    max(occurred_at) AS last_at, count(*) AS happenings
  FROM event
  GROUP BY ALL
),
item AS (
  SELECT r.community_code, r.entity_kind AS item_kind, r.entity_id AS item_id, CAST(NULL AS string) AS kind, r.care,
    c.last_at, coalesce(c.happenings, 0) AS happenings, r.lon, r.lat
  FROM community_safety.ods_registration r
  LEFT JOIN concerned c ON c.community_code = r.community_code AND c.entity_kind = r.entity_kind
    AND c.entity_id = r.entity_id
  UNION ALL
  SELECT community_code, 'event', event_id, kind, NULL, occurred_at, 1, lon, lat FROM event WHERE NOT passage
  UNION ALL
  SELECT community_code, 'alert', alert_id, alert_kind, NULL, raised_at, happenings, lon, lat
  FROM community_safety.dwd_alert
)
SELECT i.community_code, d.community_name, d.street_code, i.item_kind, i.item_id, i.kind, i.care,
  i.last_at, CASE WHEN i.item_kind = 'alert' THEN i.last_at END AS alerted_at, i.happenings, i.lon, i.lat
FROM item i
LEFT JOIN community_safety.dim_community d ON d.community_code = i.community_code
