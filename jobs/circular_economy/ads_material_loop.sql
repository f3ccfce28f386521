/*
title: {zh: 物料闭环, en: Closed loops of material}
refresh:
  key: [year, material]
  changes: {circular_economy.ods_transfer: ["year(transferred_on)", material]}
*/
WITH edge AS (
  SELECT
    year(transferred_on) AS year,
    material,
    from_code,
    to_code,
    cast(sum(weight) AS decimal(18,3)) AS weight,
    max(from_name) AS name
  FROM circular_economy.ods_transfer
  WHERE from_code <> to_code
  GROUP BY year(transferred_on), material, from_code, to_code
),
-- one row a stream: its graph is small once cut down, and joins that repeat cost more than looking through it
stream AS (
  SELECT
    year,
    material,
    collect_list(struct(from_code, to_code, weight, name)) AS edges,
    array_intersect(collect_set(from_code), collect_set(to_code)) AS both
  FROM edge
  GROUP BY year, material
),
-- who only gives or only takes is on no loop
graph AS (
  SELECT
    year,
    material,
    filter(edges, e -> array_contains(both, e.from_code) AND array_contains(both, e.to_code)) AS edges
  FROM stream
),
-- four times, each open walk goes on along every edge; its first firm stays the smallest, and where it comes back it ends
walked AS (
  SELECT
    year,
    material,
    edges,
    aggregate(
      sequence(2, 5),
      transform(
        filter(edges, e -> e.from_code < e.to_code),
        e -> named_struct(
          'firms', array(e.from_code, e.to_code), 'total', e.weight, 'least', e.weight, 'greatest', e.weight)),
      (walks, step) -> flatten(transform(walks, w -> CASE
        WHEN element_at(w.firms, -1) = w.firms[0] THEN array(w)
        ELSE transform(
          filter(edges, e -> e.from_code = element_at(w.firms, -1)
            AND (e.to_code = w.firms[0] OR (e.to_code > w.firms[0] AND NOT array_contains(w.firms, e.to_code)))),
          e -> named_struct(
            'firms', concat(w.firms, array(e.to_code)),
            'total', cast(w.total + e.weight AS decimal(18,3)),
            'least', least(w.least, e.weight),
            'greatest', greatest(w.greatest, e.weight)))
      END))) AS walks
  FROM graph
),
loop AS (
  SELECT year, material, edges, explode(filter(walks, w -> element_at(w.firms, -1) = w.firms[0])) AS walk
  FROM walked
),
ring AS (SELECT year, material, edges, walk, slice(walk.firms, 1, size(walk.firms) - 1) AS firms FROM loop)
SELECT
  year,
  material,
  array_join(firms, '>') AS path,
  array_join(
    transform(firms, f -> coalesce(array_max(transform(filter(edges, e -> e.from_code = f), e -> e.name)), f)),
    '>') AS path_names,
  size(firms) AS length,
  walk.total AS transferred_t,
  walk.least AS returned_t,
  walk.least / walk.greatest AS return_share
FROM ring
