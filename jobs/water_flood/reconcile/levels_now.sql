-- The newest level of each gauge.
SELECT gauge_code AS subject, string(level) AS value
FROM water_flood.ads_gauge_now
WHERE level IS NOT NULL
