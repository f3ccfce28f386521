/*
title: {zh: 社区态势, en: Communities at a glance}
refresh: full
*/
WITH counted AS (
  SELECT community_code,
    count_if(item_kind = 'person') AS people,
    count_if(item_kind = 'person' AND care = 'lone_elder') AS lone_elders,
    count_if(item_kind = 'vehicle') AS vehicles,
    count_if(item_kind = 'thing') AS things,
    sum(happenings) FILTER (WHERE item_kind IN ('person', 'vehicle')) AS passages,
    count_if(item_kind = 'event') AS alarms,
    count_if(item_kind = 'alert') AS alerts
  FROM community_safety.ads_dossier
  GROUP BY community_code
)
SELECT d.community_code, d.community_name, s.name_zh AS street_name, d.lon, d.lat,
  coalesce(c.people, 0) AS people, coalesce(c.lone_elders, 0) AS lone_elders,
  coalesce(c.vehicles, 0) AS vehicles, coalesce(c.things, 0) AS things,
  coalesce(c.passages, 0) AS passages, coalesce(c.alarms, 0) AS alarms, coalesce(c.alerts, 0) AS alerts,
  false AS suppressed
FROM community_safety.dim_community d
LEFT JOIN counted c ON c.community_code = d.community_code
LEFT JOIN dim.dim_street s ON s.street_code = d.street_code
