SELECT street_code AS subject, platforms AS value
FROM science_innovation.ads_innovation_street
WHERE year = (SELECT max(year) FROM science_innovation.ads_innovation_street) AND platforms > 0
