-- Cases by grid cell.
SELECT cell_code AS subject, cases AS value
FROM grid_governance.ads_grid_cell
WHERE cases > 0
