-- What each indicator was for the whole zone.
SELECT concat_ws('/', month, indicator_code) AS subject, value
FROM economic_operation.ads_indicator_month
WHERE area = '全区' AND value IS NOT NULL
