/*
title: {zh: 宗地量算, en: Parcels as measured}
refresh: full
*/
WITH shape AS (
  SELECT
    *,
    get(from_json(geometry, 'coordinates ARRAY<ARRAY<ARRAY<DOUBLE>>>').coordinates, 0) AS ring,
    -- Metres by degree of a great circle.
    radians(1) * 6371008.8 AS metres
  FROM land_efficiency.dim_parcel
),
measured AS (
  SELECT
    *,
    -- From the first corner on, so that small differences aren't lost in large products.
    CASE WHEN size(ring) >= 4 THEN
      abs(aggregate(
        sequence(0, size(ring) - 2),
        0D,
        (area, i) -> area
          + (ring[i][0] - ring[0][0]) * (ring[i + 1][1] - ring[0][1])
          - (ring[i + 1][0] - ring[0][0]) * (ring[i][1] - ring[0][1])
      )) / 2 * metres * metres * cos(radians(ring[0][1])) * 15 / 10000
    END AS mu
  FROM shape
)
SELECT
  m.parcel_code,
  m.name,
  m.street_code,
  s.name_zh AS street,
  m.use,
  m.lon,
  m.lat,
  m.granted_on,
  CASE WHEN size(m.ring) > 0 THEN size(m.ring) - 1 END AS corners,
  m.area_mu AS declared_mu,
  round(m.mu, 2) AS measured_mu,
  round(100 * (m.area_mu - m.mu) / nullif(m.mu, 0), 2) AS area_gap,
  coalesce(abs(m.area_mu - m.mu) > 0.05 * m.mu, true) AS area_doubtful
FROM measured m
LEFT JOIN dim.dim_street s ON s.street_code = m.street_code
