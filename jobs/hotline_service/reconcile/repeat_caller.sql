SELECT caller_hash AS subject, cases AS value
FROM hotline_service.ads_repeat_caller
