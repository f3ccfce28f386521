-- Commands that a pump did not obey.
SELECT command_id AS subject, pump_code AS value
FROM water_flood.ads_remote_control
WHERE outcome = '未执行'
