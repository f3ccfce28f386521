/*
title: {zh: 实有人口归一, en: One row per person of two registers}
refresh: {key: [person_hash], changes: {population.ods_resident: ["sha2(citizen_id, 256)"], population.ods_floating_resident: ["sha2(citizen_id, 256)"]}}
*/
WITH entry AS (
  SELECT sha2(citizen_id, 256) AS person_hash, sex, born_on, street_code, household,
    true AS police, false AS street, CAST(NULL AS date) AS registered_on, person_id AS number
  FROM population.ods_resident
  WHERE valid_to IS NULL
  UNION ALL
  SELECT sha2(citizen_id, 256), sex, born_on, street_code, NULL, false, true, registered_on, registration_id
  FROM population.ods_floating_resident
  WHERE valid_to IS NULL
)
-- Each value is that of the first entry that has one, in an order that is total: the street's newest
-- registration for where somebody lives, the police register for the rest.
SELECT person_hash,
  min_by(sex, struct(street, number)) FILTER (WHERE sex IS NOT NULL) AS sex,
  min_by(born_on, struct(street, number)) FILTER (WHERE born_on IS NOT NULL) AS born_on,
  max_by(street_code, struct(street, registered_on, number)) FILTER (WHERE street_code IS NOT NULL) AS street_code,
  min_by(household, number) FILTER (WHERE household IS NOT NULL) AS household,
  bool_or(police) AS in_police_register,
  bool_or(street) AS in_street_register,
  max(registered_on) AS registered_on
FROM entry
GROUP BY person_hash
