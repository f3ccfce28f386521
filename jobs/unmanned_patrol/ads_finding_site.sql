/*
title: {zh: 重复发现点位, en: Sites of findings and how often they come back}
*/
-- A finding belongs to the nearest point of its route within 100 m (of equally near ones the first): findings times
-- points of a route. Farther ones belong to squares of a thousandth of a degree, some 100 m. What comes back is the same
-- class at the same place on another day.
WITH distances AS (
  SELECT f.finding_id, f.route_code, f.class_code, f.found_at, f.lon, f.lat, p.seq,
    2 * 6371008.8 * asin(sqrt(pow(sin(radians(p.lat - f.lat) / 2), 2)
      + cos(radians(f.lat)) * cos(radians(p.lat)) * pow(sin(radians(p.lon - f.lon) / 2), 2))) AS distance
  FROM unmanned_patrol.ods_finding f
  LEFT JOIN unmanned_patrol.dim_route_point p ON p.route_code = f.route_code
  WHERE f.verdict IS DISTINCT FROM '误报'
),
sites AS (
  SELECT finding_id, route_code, class_code, found_at, lon, lat,
    coalesce(min_by(if(distance <= 100, seq, NULL), struct(distance, seq)), 0) AS seq
  FROM distances
  GROUP BY finding_id, route_code, class_code, found_at, lon, lat
),
places AS (
  SELECT *, if(seq > 0, string(seq), concat(CAST(floor(CAST(lon AS DECIMAL(10, 6)) * 1000) / 1000 AS DECIMAL(7, 3)), ',',
    CAST(floor(CAST(lat AS DECIMAL(10, 6)) * 1000) / 1000 AS DECIMAL(7, 3)))) AS place
  FROM sites
),
routes AS (
  SELECT route_code, min(route_name) AS route_name, min(street_code) AS street_code
  FROM unmanned_patrol.dim_route_point
  GROUP BY route_code
)
SELECT s.route_code, s.place, s.class_code, s.seq, k.name AS class_name, r.route_name, r.street_code,
  avg(CAST(s.lon AS DECIMAL(10, 6))) AS lon, avg(CAST(s.lat AS DECIMAL(10, 6))) AS lat, count(*) AS findings,
  count(DISTINCT CAST(s.found_at AS DATE)) AS days, min(s.found_at) AS first_at, max(s.found_at) AS last_at,
  count(DISTINCT CAST(s.found_at AS DATE)) > 1 AS is_repeat
FROM places s
LEFT JOIN routes r ON r.route_code = s.route_code
LEFT JOIN grid_governance.dim_case_class k ON k.class_code = s.class_code
GROUP BY s.route_code, s.place, s.seq, s.class_code, k.name, r.route_name, r.street_code
