-- The nearest resource of each kind to an open incident.
SELECT concat(incident_id, '|', kind) AS subject, resource_code AS value
FROM emergency_response.ads_nearest_resource
WHERE rank = 1 AND is_open
