-- Moves between rungs by year; 0 is none.
SELECT concat(year, '/', from_no, '-', to_no) AS subject, firms AS value
FROM enterprise_cultivation.ads_rung_move
