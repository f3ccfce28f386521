/*
title: {zh: 远程控制效果, en: Commands and what the pumps did}
*/
-- A command is obeyed when the pump's newest state within 30 minutes, and before the pump's next command, is the commanded one.
WITH commands AS (
  SELECT c.*, least(c.issued_at + INTERVAL 30 MINUTES,
      coalesce(lead(c.issued_at) OVER (PARTITION BY c.pump_code ORDER BY c.issued_at, c.command_id), c.issued_at + INTERVAL 30 MINUTES)) AS until
  FROM water_flood.ods_pump_command c
),
followed AS (
  SELECT c.command_id, max_by(s.state, s.measured_at) AS state_after
  FROM commands c
  JOIN water_flood.ods_pump_state s
    ON s.pump_code = c.pump_code AND s.measured_at > c.issued_at AND s.measured_at <= c.until
  GROUP BY c.command_id
)
SELECT c.command_id, c.pump_code, f.name AS pump_name, c.command, c.issued_at,
  timestampdiff(SECOND, c.issued_at, c.acknowledged_at) AS response, n.state_after,
  CASE WHEN n.state_after IS NULL THEN '未知'
    WHEN n.state_after = if(c.command = '启动', '运行', '停机') THEN '已执行' ELSE '未执行' END AS outcome
FROM commands c
LEFT JOIN followed n ON n.command_id = c.command_id
LEFT JOIN water_flood.dim_facility f ON f.facility_code = c.pump_code
