SELECT park_code AS subject, occupancy_state AS value
FROM industrial_park.ads_park_month
WHERE month = (SELECT max(month) FROM industrial_park.ads_park_month) AND occupancy_state = 'overlet'
