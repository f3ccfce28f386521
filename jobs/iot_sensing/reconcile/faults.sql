SELECT concat(device_id, ' ', fault) AS subject, times AS value
FROM iot_sensing.ads_device_state
LATERAL VIEW stack(4, 'gap', gap_days, 'stuck', stuck_days, 'skew', skew_days, 'silent', silent_days) AS fault, times
WHERE times > 0
