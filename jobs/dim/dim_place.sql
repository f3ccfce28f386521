/*
title: {zh: 地点总表, en: All places}
*/
SELECT street_code AS place_code, 'street' AS kind, name_zh AS name, area_code AS parent_code, street_code, lon, lat
FROM dim.dim_street
UNION ALL
SELECT cell_code, 'cell', name, street_code, street_code, lon, lat
FROM dim.dim_grid_cell
UNION ALL
SELECT parcel_code, 'parcel', name, street_code, street_code, lon, lat
FROM land_efficiency.dim_parcel
