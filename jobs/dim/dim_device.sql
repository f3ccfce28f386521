/*
title: {zh: 感知设备总表, en: All devices}
*/
SELECT device_id, kind, street_code, lon, lat, 'iot_sensing' AS source
FROM iot_sensing.dim_device
UNION ALL
SELECT camera_code, 'camera', street_code, lon, lat, 'video_analytics'
FROM video_analytics.dim_camera
