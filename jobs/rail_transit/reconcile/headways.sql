SELECT concat(day, ' ', line_code, ' ', what) AS subject, times AS value
FROM rail_transit.ads_line_day
LATERAL VIEW stack(2, 'long', long_headways, 'bunched', bunched) AS what, times
WHERE times > 0
