/*
title: {zh: 物料闭环, en: Closed loops of material}
refresh:
  key: [year, material]
  changes: {circular_economy.ods_transfer: ["year(transferred_on)", material]}
*/
WITH RECURSIVE edge AS (
  SELECT
    -- an aggregate, though it is a key: dynamic pruning by a partition's year within a recursive query fails in Spark 4.1
    max(year(transferred_on)) AS year,
    material,
    from_code,
    to_code,
    cast(sum(weight) AS decimal(18,3)) AS weight,
    max(from_name) AS name
  FROM circular_economy.ods_transfer
  WHERE from_code <> to_code
  GROUP BY year(transferred_on), material, from_code, to_code
),
-- who only gives or only takes is on no loop
kept AS (
  SELECT e.*
  FROM edge e
  LEFT SEMI JOIN edge i ON i.year = e.year AND i.material = e.material AND i.to_code = e.from_code
  LEFT SEMI JOIN edge o ON o.year = e.year AND o.material = e.material AND o.from_code = e.to_code
),
walk (year, material, origin, here, firms, total, least_edge, greatest_edge) AS (
  SELECT year, material, from_code, to_code, array(from_code, to_code), weight, weight, weight
  FROM kept
  WHERE from_code < to_code
  UNION ALL
  SELECT
    w.year,
    w.material,
    w.origin,
    k.to_code,
    concat(w.firms, array(k.to_code)),
    cast(w.total + k.weight AS decimal(18,3)),
    least(w.least_edge, k.weight),
    greatest(w.greatest_edge, k.weight)
  FROM walk w
  JOIN kept k ON k.year = w.year AND k.material = w.material AND k.from_code = w.here
  -- the first firm is the smallest; the walk ends where it comes back; five edges at most
  WHERE w.here <> w.origin
    AND size(w.firms) <= 5
    AND (k.to_code = w.origin OR (k.to_code > w.origin AND NOT array_contains(w.firms, k.to_code)))
),
closed AS (
  SELECT *, slice(firms, 1, size(firms) - 1) AS ring
  FROM walk
  WHERE here = origin
),
hop AS (SELECT *, posexplode(ring) AS (place, code) FROM closed),
-- who is on a loop gives, so that its name is among those of the givers
giver AS (SELECT year, material, from_code, max(name) AS name FROM kept GROUP BY year, material, from_code),
named AS (
  SELECT
    h.year,
    h.material,
    h.ring,
    h.total,
    h.least_edge,
    h.greatest_edge,
    array_sort(collect_list(struct(h.place, coalesce(g.name, h.code) AS name))) AS names
  FROM hop h
  JOIN giver g ON g.year = h.year AND g.material = h.material AND g.from_code = h.code
  GROUP BY h.year, h.material, h.ring, h.total, h.least_edge, h.greatest_edge
)
SELECT
  year,
  material,
  array_join(ring, '>') AS path,
  array_join(transform(names, x -> x.name), '>') AS path_names,
  size(ring) AS length,
  total AS transferred_t,
  least_edge AS returned_t,
  least_edge / greatest_edge AS return_share
FROM named
