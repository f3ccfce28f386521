SELECT machine_id AS subject, reason AS value
FROM industrial_internet.ads_maintenance_due
