/*
title: {zh: 产业链人才供需, en: Talents against posts by chain}
refresh: {partition: [month], changes: {talent_employment.dws_talent_balance: [month]}}
*/
SELECT month, chain, chain_name, posts, demand, filled, supply, masters_up, gap, ratio, state, median_salary,
  false AS suppressed
FROM talent_employment.dws_talent_balance
