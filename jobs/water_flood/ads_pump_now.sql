/*
title: {zh: 泵站现状, en: Pumps now}
*/
-- Now is the newest time that more than a fifth of the pumps have reached, so that a fast clock sends no other offline.
WITH states AS (
  SELECT pump_code, measured_at, state, flow,
    lag(state) OVER (PARTITION BY pump_code ORDER BY measured_at) AS state_before
  FROM water_flood.ods_pump_state
),
pumps AS (
  SELECT pump_code, max(measured_at) AS newest,
    max_by(state, measured_at) AS state, max_by(flow, measured_at) AS flow,
    max(if(state IS DISTINCT FROM state_before, measured_at, NULL)) AS since,
    count_if(state = '故障' AND state IS DISTINCT FROM state_before) AS faults,
    count_if(state = '运行' AND state IS DISTINCT FROM state_before) AS starts,
    100.0 * count_if(state = '运行') / count(*) AS running_share
  FROM states
  GROUP BY pump_code
),
places AS (
  SELECT newest, row_number() OVER (ORDER BY newest DESC) AS place, count(*) OVER () AS pumps
  FROM pumps
),
moment AS (SELECT newest AS now FROM places WHERE place = 1 + pumps DIV 5)
SELECT f.facility_code AS pump_code, f.name AS pump_name, f.street_code, f.lon, f.lat,
  if(p.newest >= m.now - INTERVAL 2 HOURS, p.state, '离线') AS state,
  p.since, p.flow, coalesce(p.faults, 0L) AS faults, coalesce(p.starts, 0L) AS starts, p.running_share
FROM water_flood.dim_facility f
LEFT JOIN pumps p ON p.pump_code = f.facility_code
LEFT JOIN moment m ON true
WHERE f.kind = '泵站'
