-- Firms by year and highest rung.
SELECT concat(year, '/', rung_no) AS subject, firms AS value
FROM enterprise_cultivation.ads_rung_year
WHERE firms > 0
