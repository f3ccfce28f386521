/*
title: {zh: 最近应急资源, en: Nearest resources to an incident}
refresh: {key: [incident_id], changes: {emergency_response.ods_incident: [incident_id]}}
*/
-- Method: squares of 0.02 degrees. An incident meets the available resources of its own and the eight squares around it.
-- Whatever is within 1,900 m (less than a square is wide, at latitude 31) lies in one of the nine, so where three of a kind
-- are that near, the nearest three are certain; only where not, the kind is searched whole. Exact, and for n incidents and
-- r resources n times the resources of nine squares instead of n times r. Distances by haversine on the mean Earth
-- radius of IUGG, to the metre; equally near ones in order of their codes.
WITH points AS (
  SELECT incident_id, lon, lat, closed_at IS NULL AS is_open, floor(lon / 0.02D) AS x, floor(lat / 0.02D) AS y
  FROM emergency_response.ods_incident
),
resources AS (
  SELECT resource_code, kind, name, capacity, lon, lat, floor(lon / 0.02D) AS x, floor(lat / 0.02D) AS y
  FROM emergency_response.dim_resource
  WHERE available
),
squares AS (
  SELECT r.*, r.x + dx AS near_x, r.y + dy AS near_y
  FROM resources r LATERAL VIEW explode(array(-1, 0, 1)) a AS dx LATERAL VIEW explode(array(-1, 0, 1)) b AS dy
),
near AS (
  SELECT p.incident_id, p.is_open, s.kind, s.resource_code, s.name, s.capacity,
    2 * 6371008.8 * asin(sqrt(pow(sin(radians(s.lat - p.lat) / 2), 2)
      + cos(radians(p.lat)) * cos(radians(s.lat)) * pow(sin(radians(s.lon - p.lon) / 2), 2))) AS distance
  FROM points p
  JOIN squares s ON s.near_x = p.x AND s.near_y = p.y
),
certain AS (
  SELECT incident_id, kind
  FROM near
  WHERE distance <= 1900
  GROUP BY incident_id, kind
  HAVING count(*) >= 3
),
uncertain AS (
  SELECT p.incident_id, p.is_open, p.lon, p.lat, k.kind
  FROM points p CROSS JOIN (SELECT DISTINCT kind FROM resources) k
  LEFT ANTI JOIN certain c ON c.incident_id = p.incident_id AND c.kind = k.kind
),
candidates AS (
  SELECT n.*
  FROM near n JOIN certain c ON c.incident_id = n.incident_id AND c.kind = n.kind
  UNION ALL
  SELECT u.incident_id, u.is_open, u.kind, r.resource_code, r.name, r.capacity,
    2 * 6371008.8 * asin(sqrt(pow(sin(radians(r.lat - u.lat) / 2), 2)
      + cos(radians(u.lat)) * cos(radians(r.lat)) * pow(sin(radians(r.lon - u.lon) / 2), 2)))
  FROM uncertain u JOIN resources r ON r.kind = u.kind
),
ranked AS (
  SELECT *, row_number() OVER (PARTITION BY incident_id, kind ORDER BY round(distance), resource_code) AS rank
  FROM candidates
)
SELECT incident_id, kind, rank, resource_code, name AS resource_name, capacity, CAST(round(distance) AS INT) AS distance, is_open
FROM ranked
WHERE rank <= 3
