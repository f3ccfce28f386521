SELECT 'trucks' AS subject, count(*) AS value
FROM hydrogen_fleet.dim_truck
