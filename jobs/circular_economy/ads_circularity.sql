/*
title: {zh: 物料循环率, en: Share of material that returns}
refresh:
  key: [year, material]
  changes:
    circular_economy.ods_transfer: ["year(transferred_on)", material]
    circular_economy.ads_material_loop: [year, material]
*/
WITH edge AS (
  SELECT year(transferred_on) AS year, material, from_code, to_code, sum(weight) AS weight
  FROM circular_economy.ods_transfer
  GROUP BY year(transferred_on), material, from_code, to_code
),
ring AS (
  SELECT year, material, path, returned_t, split(path, '>') AS firms
  FROM circular_economy.ads_material_loop
),
hop AS (
  SELECT year, material, path, returned_t, firms, explode(sequence(0, size(firms) - 1)) AS at
  FROM ring
),
carried AS (
  SELECT
    year, material, firms[at] AS from_code, firms[(at + 1) % size(firms)] AS to_code, sum(returned_t) AS returned_t
  FROM hop
  GROUP BY year, material, firms[at], firms[(at + 1) % size(firms)]
),
flow AS (
  SELECT
    e.year,
    e.material,
    sum(e.weight) AS transferred_t,
    sum(least(e.weight, coalesce(c.returned_t, 0))) AS circulating_t,
    -- every firm on a loop gives on exactly one edge of it
    count(DISTINCT CASE WHEN c.returned_t IS NOT NULL THEN e.from_code END) AS loop_firms,
    size(array_distinct(concat(collect_set(e.from_code), collect_set(e.to_code)))) AS firms
  FROM edge e
  LEFT JOIN carried c
    ON c.year = e.year AND c.material = e.material AND c.from_code = e.from_code AND c.to_code = e.to_code
  GROUP BY e.year, e.material
),
counted AS (SELECT year, material, count(*) AS loops FROM ring GROUP BY year, material)
SELECT
  f.year,
  f.material,
  CASE f.material
    WHEN 'metal' THEN '废金属'
    WHEN 'paper' THEN '废纸'
    WHEN 'plastic' THEN '废塑料'
    WHEN 'glass' THEN '废玻璃'
    WHEN 'rubber' THEN '废橡胶'
    WHEN 'battery' THEN '废电池'
  END AS material_name,
  f.firms,
  -- Of two firms a figure tells each what the other has.
  CASE WHEN f.firms >= 3 THEN f.transferred_t END AS transferred_t,
  coalesce(n.loops, 0) AS loops,
  f.loop_firms,
  CASE WHEN f.firms >= 3 THEN f.circulating_t END AS circulating_t,
  CASE WHEN f.firms >= 3 THEN f.circulating_t / f.transferred_t END AS return_share
FROM flow f
LEFT JOIN counted n ON n.year = f.year AND n.material = f.material
