SELECT concat(day, ' run_s') AS subject, sum(run_s) AS value
FROM industrial_internet.dws_machine_day
GROUP BY day
UNION ALL
SELECT concat(day, ' window_s'), sum(window_s)
FROM industrial_internet.dws_machine_day
GROUP BY day
