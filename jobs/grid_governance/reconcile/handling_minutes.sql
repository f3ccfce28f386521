-- Minutes from dispatch to handling, all cases of a class together.
SELECT class_code AS subject, sum(handling_minutes) AS value
FROM grid_governance.dws_case
GROUP BY class_code
HAVING sum(handling_minutes) IS NOT NULL
