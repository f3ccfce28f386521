-- Of the newest month: how many firms each park houses.
SELECT park_code AS subject, firms AS value
FROM industrial_park.ads_park_month
WHERE month = (SELECT max(month) FROM industrial_park.ads_park_month) AND firms > 0
