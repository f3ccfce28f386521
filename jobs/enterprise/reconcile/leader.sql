-- Firms that sold for more than 10 billion yuan.
SELECT concat_ws('/', report_year, credit_code) AS subject, revenue AS value
FROM enterprise.ads_leader
