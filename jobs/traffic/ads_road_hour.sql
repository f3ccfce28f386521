/*
title: {zh: 道路小时运行, en: Roads by hour}
refresh: {partition: [day], changes: {traffic.ods_passage: ["date(passed_at)"], traffic.ods_signal: ["date(at)"]}}
*/
WITH passed AS (
  SELECT
    date(p.passed_at) AS day,
    c.road_code,
    hour(p.passed_at) AS hour,
    count(*) AS flow,
    count(DISTINCT p.checkpoint) AS checkpoints,
    count(DISTINCT p.plate) AS plates,
    round(try_divide(count_if(p.speed > 0), sum(try_divide(1D, p.speed))), 1) AS speed
  FROM traffic.ods_passage p
  JOIN traffic.dim_checkpoint c ON c.checkpoint = p.checkpoint
  GROUP BY date(p.passed_at), c.road_code, hour(p.passed_at)
),
road AS (SELECT road_code, min(road_name) AS road_name, min(road_class) AS road_class FROM traffic.dim_checkpoint GROUP BY road_code),
signalled AS (
  SELECT
    date(at) AS day,
    road_code,
    hour(at) AS hour,
    avg(cycle_s) AS cycle_s,
    avg(green_s / cycle_s) AS green_ratio,
    count_if(mode = '故障') AS signal_faults
  FROM traffic.ods_signal
  GROUP BY date(at), road_code, hour(at)
),
joined AS (
  SELECT
    coalesce(p.day, s.day) AS day,
    coalesce(p.road_code, s.road_code) AS road_code,
    coalesce(p.hour, s.hour) AS hour,
    coalesce(p.flow, 0) AS flow,
    coalesce(p.checkpoints, 0) AS checkpoints,
    coalesce(p.plates, 0) AS plates,
    p.speed,
    s.cycle_s,
    s.green_ratio,
    coalesce(s.signal_faults, 0) AS signal_faults
  FROM passed p
  FULL JOIN signalled s ON s.day = p.day AND s.road_code = p.road_code AND s.hour = p.hour
),
judged AS (
  SELECT
    j.*,
    r.road_name,
    r.road_class,
    CASE
      WHEN j.speed IS NULL OR r.road_class IS NULL THEN NULL
      WHEN j.speed > b[0] THEN 1
      WHEN j.speed > b[1] THEN 2
      WHEN j.speed > b[2] THEN 3
      WHEN j.speed > b[3] THEN 4
      ELSE 5
    END AS level
  FROM joined j
  LEFT JOIN (
    SELECT *, CASE road_class WHEN '快速路' THEN array(65, 50, 35, 20) WHEN '主干路' THEN array(40, 30, 20, 15) ELSE array(35, 25, 15, 10) END AS b
    FROM road
  ) r ON r.road_code = j.road_code
)
SELECT
  day,
  road_code,
  road_name,
  road_class,
  hour,
  flow,
  checkpoints,
  plates,
  speed,
  level,
  CASE level WHEN 1 THEN '畅通' WHEN 2 THEN '基本畅通' WHEN 3 THEN '轻度拥堵' WHEN 4 THEN '中度拥堵' WHEN 5 THEN '严重拥堵' END AS level_name,
  cycle_s,
  green_ratio,
  signal_faults
FROM judged
