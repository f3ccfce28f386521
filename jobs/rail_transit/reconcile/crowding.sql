SELECT concat(day, ' ', station_code, ' ', direction, ' ', lpad(hour, 2, '0')) AS subject, level AS value
FROM rail_transit.dws_section_hour
WHERE level > 2
