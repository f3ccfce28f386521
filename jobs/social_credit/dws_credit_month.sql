/*
title: {zh: 信用信息月汇总, en: Records of credit by month}
refresh: full
*/
SELECT
  CAST(trunc(decided_on, 'MM') AS DATE) AS month,
  department,
  kind,
  count(*) AS records,
  count_if(severity = '严重') AS serious,
  sum(amount) AS fines
FROM social_credit.ods_credit_record
GROUP BY trunc(decided_on, 'MM'), department, kind
