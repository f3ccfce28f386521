/*
title: {zh: 在链企业, en: Firms that are on a link}
*/
SELECT
  link.chain_code,
  link.chain_name,
  link.link_code,
  link.link_name,
  member.credit_code,
  member.firm_name,
  member.role,
  coalesce(firm.above_scale, false) AS above_scale,
  firm.street_code,
  street.name_zh AS street,
  street.lon,
  street.lat
FROM industry_chain.ods_chain_firm AS member
JOIN industry_chain.ods_chain_link AS link ON link.link_code = member.link_code
LEFT JOIN dim.dim_firm AS firm ON firm.credit_code = member.credit_code
LEFT JOIN dim.dim_street AS street ON street.street_code = firm.street_code
WHERE left_on IS NULL
