SELECT concat(day, '/', cell_code) AS subject, cases AS value
FROM hotline_service.ads_hot_spot
