-- Every time above the warning level: when it began, its peak and whether the dykes were built for it.
SELECT concat(gauge_code, '|', date_format(began_at, 'yyyy-MM-dd HH:mm')) AS subject, concat(peak, ' ', grade) AS value
FROM water_flood.ads_flood_warning
