SELECT cast(day AS string) AS subject, sum(late) AS value
FROM smart_logistics.ads_logistics_day
GROUP BY day
