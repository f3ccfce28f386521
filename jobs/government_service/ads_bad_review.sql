/*
title: {zh: 差评整改, en: Bad reviews and what became of them}
refresh: {key: [case_no], changes: {government_service.ods_review: [case_no], government_service.ods_service_case: [case_no]}}
*/
SELECT r.review_id, r.case_no, i.item_name, i.department, c.channel, r.rating, r.reviewed_at, r.handled_at,
  timestampdiff(HOUR, r.reviewed_at, r.handled_at) AS hours_to_handle
FROM government_service.ods_review r
LEFT JOIN government_service.ods_service_case c ON c.case_no = r.case_no
LEFT JOIN government_service.dim_service_item i ON i.item_code = c.item_code
WHERE r.rating <= 2
