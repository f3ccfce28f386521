SELECT concat_ws('|', year, dimension, code) AS subject, share AS value
FROM science_innovation.ads_rd_coverage
