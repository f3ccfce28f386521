/*
title: {zh: 空气质量分指数限值, en: Limits of the air quality index}
*/
-- Table 1 of HJ 633: concentrations of the indexes 0, 50, 100, 150, 200, 300, 400 and 500, in ug/m3, of CO in mg/m3.
-- A later edition is ten rows more, and the day of its start as the end of those before it.
-- Above 800 sulphur dioxide has no hourly index, nor ozone an 8-hour one, whose hourly one counts instead.
SELECT measure, pollutant, at_0, at_50, at_100, at_150, at_200, at_300, at_400, at_500,
  CAST(valid_from AS DATE) AS valid_from, CAST(valid_until AS DATE) AS valid_until, source
FROM VALUES
  ('so2_24h', 'SO2', 0, 50, 150, 475, 800, 1600, 2100, 2620, '2016-01-01', NULL, 'HJ 633-2012'),
  ('so2_1h', 'SO2', 0, 150, 500, 650, 800, NULL, NULL, NULL, '2016-01-01', NULL, 'HJ 633-2012'),
  ('no2_24h', 'NO2', 0, 40, 80, 180, 280, 565, 750, 940, '2016-01-01', NULL, 'HJ 633-2012'),
  ('no2_1h', 'NO2', 0, 100, 200, 700, 1200, 2340, 3090, 3840, '2016-01-01', NULL, 'HJ 633-2012'),
  ('co_24h', 'CO', 0, 2, 4, 14, 24, 36, 48, 60, '2016-01-01', NULL, 'HJ 633-2012'),
  ('co_1h', 'CO', 0, 5, 10, 35, 60, 90, 120, 150, '2016-01-01', NULL, 'HJ 633-2012'),
  ('o3_1h', 'O3', 0, 160, 200, 300, 400, 800, 1000, 1200, '2016-01-01', NULL, 'HJ 633-2012'),
  ('o3_8h', 'O3', 0, 100, 160, 215, 265, 800, NULL, NULL, '2016-01-01', NULL, 'HJ 633-2012'),
  ('pm10_24h', 'PM10', 0, 50, 150, 250, 350, 420, 500, 600, '2016-01-01', NULL, 'HJ 633-2012'),
  ('pm25_24h', 'PM2.5', 0, 35, 75, 115, 150, 250, 350, 500, '2016-01-01', NULL, 'HJ 633-2012')
  AS t(measure, pollutant, at_0, at_50, at_100, at_150, at_200, at_300, at_400, at_500, valid_from, valid_until, source)
