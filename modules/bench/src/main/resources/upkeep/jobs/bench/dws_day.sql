/*
title: {zh: 设备每日读数, en: Readings of each device and day}
refresh: {key: [day, device_id], changes: {bench.ods_reading: ["cast(event_time AS date)", device_id]}}
*/
SELECT cast(event_time AS date) AS day, device_id, count(*) AS readings, max(value) AS highest
FROM bench.ods_reading
GROUP BY 1, 2
