/*
title: {zh: 人车物联动预警, en: "Alerts across people, vehicles and things"}
refresh: full
*/
-- An alarm after four looks at passages before it, which are of the duty day before: no day can be made anew alone.
WITH event AS (
  SELECT *, to_date(occurred_at - INTERVAL 4 HOURS) AS day, hour(occurred_at - INTERVAL 4 HOURS) AS duty_hour
  FROM community_safety.ods_event
),
alarm AS (
  SELECT * FROM event WHERE kind IN ('smoke', 'high_toss', 'fire_lane', 'ebike_in_lift', 'fence')
),
watched AS (
  SELECT e.* FROM event e
  JOIN community_safety.ods_registration r
    ON r.entity_id = e.subject_id AND r.care = 'watched' AND r.registered_on <= to_date(e.occurred_at)
    AND r.entity_kind = CASE WHEN e.kind IN ('vehicle_in', 'vehicle_out') THEN 'vehicle' ELSE 'person' END
  WHERE e.kind IN ('person_in', 'person_out', 'vehicle_in', 'vehicle_out')
),
-- The last passage of each watched one in the half hour before an alarm; only who came in is still there.
last_passage AS (
  SELECT a.event_id, a.day, a.community_code, a.occurred_at, a.thing_id, a.lon, a.lat, w.subject_id,
    max_by(w.kind, struct(w.occurred_at, w.event_id)) AS kind
  FROM alarm a
  -- Who came in before four may still be there after: of the duty day before, or the same.
  JOIN watched w ON w.community_code = a.community_code AND w.day IN (a.day, date_sub(a.day, 1))
    AND w.occurred_at BETWEEN a.occurred_at - INTERVAL 30 MINUTES AND a.occurred_at
  GROUP BY a.event_id, a.day, a.community_code, a.occurred_at, a.thing_id, a.lon, a.lat, w.subject_id
),
covered AS (
  SELECT day, community_code FROM event
  WHERE kind IN ('person_in', 'person_out')
  GROUP BY day, community_code
  HAVING bool_or(duty_hour < 8) AND bool_or(duty_hour >= 14)
),
unseen AS (
  SELECT c.day, c.community_code, r.entity_id, r.lon, r.lat
  FROM covered c
  JOIN community_safety.ods_registration r ON r.community_code = c.community_code
    AND r.entity_kind = 'person' AND r.care = 'lone_elder' AND r.registered_on <= c.day
  LEFT ANTI JOIN event e ON e.day = c.day AND e.subject_id = r.entity_id
    AND e.kind IN ('person_in', 'person_out')
),
repeats AS (
  SELECT day, community_code, thing_id, max(occurred_at) AS raised_at, count(*) AS happenings,
    max(lon) AS lon, max(lat) AS lat
  FROM alarm
  GROUP BY day, community_code, thing_id
  HAVING count(*) >= 3
)
SELECT concat_ws('/', 'watched_near_alarm', event_id, subject_id) AS alert_id, day,
  'watched_near_alarm' AS alert_kind, community_code, occurred_at AS raised_at, subject_id, thing_id,
  2 AS happenings, lon, lat
FROM last_passage
WHERE kind IN ('person_in', 'vehicle_in')
UNION ALL
SELECT concat_ws('/', 'lone_elder_unseen', CAST(day AS string), entity_id), day, 'lone_elder_unseen', community_code,
  CAST(date_add(day, 1) AS timestamp) + INTERVAL 4 HOURS, entity_id, NULL, 0, lon, lat
FROM unseen
UNION ALL
SELECT concat_ws('/', 'thing_repeats', CAST(day AS string), community_code, thing_id), day, 'thing_repeats', community_code,
  raised_at, NULL, thing_id, happenings, lon, lat
FROM repeats
