-- Persons by month and class, each once.
SELECT concat_ws('|', date_format(month, 'yyyy-MM'), class) AS subject, arrivals AS value
FROM talent_employment.dws_talent_arrival
