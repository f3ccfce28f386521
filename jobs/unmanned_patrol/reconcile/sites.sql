-- On how many days the same class of event was found at the same place.
SELECT concat_ws('|', route_code, place, class_code) AS subject, days AS value
FROM unmanned_patrol.ads_finding_site
