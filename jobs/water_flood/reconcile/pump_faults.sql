-- How often a fault began at a pump.
SELECT pump_code AS subject, faults AS value
FROM water_flood.ads_pump_now
WHERE faults > 0
