SELECT concat(year, ' ', material, ' ', path) AS subject, returned_t AS value
FROM circular_economy.ads_material_loop
