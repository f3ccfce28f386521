-- Cases handled after their deadline, by class.
SELECT class_code AS subject, handled_late AS value
FROM grid_governance.ads_case_class
WHERE handled_late > 0
