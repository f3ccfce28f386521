SELECT alarm AS subject, sum(alarms) AS value
FROM industrial_internet.ads_machine_alarm
GROUP BY alarm
