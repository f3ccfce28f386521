/*
title: {zh: 物流日指标, en: Logistics by day}
refresh:
  partition: [day]
  changes:
    smart_logistics.ods_waybill: ["date(created_at)"]
    smart_logistics.ads_cold_breach: [day]
*/
WITH breached AS (SELECT DISTINCT waybill_no FROM smart_logistics.ads_cold_breach),
summed AS (
  SELECT
    date(w.created_at) AS day,
    coalesce(w.street_code, '未知') AS street_code,
    w.kind,
    count(*) AS waybills,
    sum(w.weight) / 1000 AS weight_t,
    count(w.delivered_at) AS delivered,
    count_if(w.delivered_at IS NULL OR w.delivered_at > w.promised_at) AS late,
    avg(timestampdiff(MINUTE, w.created_at, w.delivered_at)) / 60 AS mean_hours,
    count(b.waybill_no) AS breached
  FROM smart_logistics.ods_waybill w
  LEFT JOIN breached b ON b.waybill_no = w.waybill_no
  GROUP BY date(w.created_at), coalesce(w.street_code, '未知'), w.kind
)
SELECT
  s.day,
  s.street_code,
  d.name_zh AS street,
  s.kind,
  s.waybills,
  s.weight_t,
  s.delivered,
  s.late,
  s.late / s.waybills AS late_share,
  s.mean_hours,
  s.breached
FROM summed s
LEFT JOIN dim.dim_street d ON d.street_code = s.street_code
