SELECT park_code AS subject, leased_area AS value
FROM industrial_park.ads_park_month
WHERE month = (SELECT max(month) FROM industrial_park.ads_park_month) AND firms > 0
