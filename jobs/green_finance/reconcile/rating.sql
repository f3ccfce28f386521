SELECT rating AS subject, count(*) AS value
FROM green_finance.ads_firm_green
WHERE rating != '未评'
GROUP BY rating
