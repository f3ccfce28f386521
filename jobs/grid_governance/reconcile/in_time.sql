-- Cases that were handled in time, by grid cell.
SELECT cell_code AS subject, in_time AS value
FROM grid_governance.ads_grid_cell
WHERE in_time > 0
