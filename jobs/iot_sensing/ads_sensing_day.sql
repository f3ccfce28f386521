/*
title: {zh: 分类型分街道感知日报, en: "Sensing by day, kind and street"}
refresh: {partition: [day], changes: {iot_sensing.dws_device_day: [day]}}
*/
SELECT
  d.day,
  coalesce(d.kind, '-') AS kind,
  coalesce(d.street_code, '-') AS street_code,
  s.name_zh AS street_name,
  count(*) AS devices,
  count_if(NOT d.silent) AS reporting,
  count_if(NOT d.silent) / count(*) AS online_rate,
  sum(d.readings) AS readings,
  count_if(d.gaps > 0) AS gap,
  count_if(d.stuck) AS stuck,
  count_if(d.skewed) AS skewed,
  count_if(d.silent) AS silent
FROM iot_sensing.dws_device_day d
LEFT JOIN dim.dim_street s ON s.street_code = d.street_code
GROUP BY d.day, coalesce(d.kind, '-'), coalesce(d.street_code, '-'), s.name_zh
