SELECT concat_ws('|', date_format(month, 'yyyy-MM'), chain) AS subject, supply AS value
FROM talent_employment.dws_talent_balance
WHERE supply > 0
