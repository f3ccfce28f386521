-- How many firms have how many versions, and how many exist now.
SELECT concat(versions, '_versions') AS subject, count(*) AS value
FROM (SELECT count(*) AS versions FROM enterprise.dwd_firm_history GROUP BY credit_code)
GROUP BY versions
UNION ALL
SELECT 'current', count_if(is_current) FROM enterprise.dwd_firm_history
