-- Growth of each indicator of each area, where both years were told.
SELECT concat_ws('/', month, area, indicator_code) AS subject, yoy AS value
FROM economic_operation.ads_indicator_month
WHERE yoy IS NOT NULL
