SELECT concat_ws('|', year, parcel_code) AS subject, clear_reason AS value
FROM land_efficiency.ads_parcel
WHERE clear_reason IS NOT NULL
