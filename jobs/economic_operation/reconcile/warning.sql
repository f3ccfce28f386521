-- Which indicators left their band, when, where and to which side.
SELECT concat_ws('/', month, area, indicator_code) AS subject, warning AS value
FROM economic_operation.ads_indicator_month
WHERE warning IN ('low', 'high')
