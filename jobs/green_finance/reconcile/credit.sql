SELECT concat_ws('|', date_format(month, 'yyyy-MM'), bank, 'granted') AS subject, sum(granted) AS value
FROM green_finance.ads_green_credit
GROUP BY month, bank
HAVING sum(granted) > 0
UNION ALL
SELECT concat_ws('|', date_format(month, 'yyyy-MM'), bank, 'paid') AS subject, sum(paid_out) AS value
FROM green_finance.ads_green_credit
GROUP BY month, bank
HAVING sum(paid_out) > 0
