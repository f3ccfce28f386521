-- Cases that wait for handling although their deadline has passed, by class: those dispatched more than 26 days before
-- the newest update, about which no calendar can disagree.
SELECT class_code AS subject, count(*) AS value
FROM grid_governance.dws_case
WHERE handled_at IS NULL AND deadline < (SELECT CAST(max(updated_at) AS DATE) FROM grid_governance.dws_case)
  AND CAST(dispatched_at AS DATE) < (SELECT date_sub(CAST(max(updated_at) AS DATE), 26) FROM grid_governance.dws_case)
GROUP BY class_code
