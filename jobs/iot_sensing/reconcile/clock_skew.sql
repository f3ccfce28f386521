SELECT device_id AS subject, int(round(skew_s / 60)) AS value
FROM iot_sensing.ads_device_state
WHERE skew_days > 0
