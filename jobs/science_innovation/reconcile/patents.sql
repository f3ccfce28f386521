SELECT concat_ws('|', year, street_code) AS subject, patents AS value
FROM science_innovation.ads_innovation_street
WHERE patents > 0
