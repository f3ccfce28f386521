-- How many points the missions of a route passed, all together.
SELECT route_code AS subject, sum(points_passed) AS value
FROM unmanned_patrol.dws_mission
GROUP BY route_code
