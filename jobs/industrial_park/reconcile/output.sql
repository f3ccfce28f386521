SELECT concat_ws('|', date_format(month, 'yyyy-MM'), topic) AS subject, output AS value
FROM industrial_park.ads_park_topic
WHERE output IS NOT NULL
