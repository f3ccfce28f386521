-- Taxes of the parcels of which three firms or more report.
SELECT concat_ws('|', year, parcel_code) AS subject, tax AS value
FROM land_efficiency.ads_parcel
WHERE tax > 0
