/*
title: {zh: 在链企业, en: Firms that are on a link}
*/
-- A firm that the register struck off, or holds no more, is on no link, whatever the list says of it.
WITH newest AS (
  SELECT to_date(max(updated_at)) AS as_of FROM enterprise.ods_firm
)
SELECT
  link.chain_code,
  link.chain_name,
  link.link_code,
  link.link_name,
  link.stage,
  member.credit_code,
  member.firm_name,
  member.role,
  firm.above_scale,
  firm.street_code,
  street.name_zh AS street,
  street.lon,
  street.lat
FROM industry_chain.ods_chain_firm AS member
JOIN industry_chain.ods_chain_link AS link ON link.link_code = member.link_code
JOIN dim.dim_firm AS firm ON firm.credit_code = member.credit_code
LEFT JOIN dim.dim_street AS street ON street.street_code = firm.street_code
CROSS JOIN newest
WHERE (member.left_on IS NULL OR member.left_on > newest.as_of)
  AND coalesce(firm.status, '') NOT IN ('注销', '吊销', '迁出')
