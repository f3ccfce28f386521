SELECT parcel_code AS subject, declared_mu AS value
FROM land_efficiency.dwd_parcel
WHERE area_doubtful
