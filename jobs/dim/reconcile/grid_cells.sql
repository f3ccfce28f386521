-- How many grid cells a street has, among all places.
SELECT street_code AS subject, count(*) AS value
FROM dim.dim_place
WHERE kind = 'cell'
GROUP BY street_code
