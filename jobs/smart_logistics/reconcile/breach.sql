SELECT waybill_no AS subject, sum(minutes) AS value
FROM smart_logistics.ads_cold_breach
GROUP BY waybill_no
