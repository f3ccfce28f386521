SELECT cast(day AS string) AS subject, sum(waybills) AS value
FROM smart_logistics.ads_logistics_day
GROUP BY day
