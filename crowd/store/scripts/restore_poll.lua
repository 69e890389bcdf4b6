#!lua
-- Complete a poll whose answers and participants were restored before: only now it appears.
-- KEYS: 1 poll, 2 answers, 3 records of follow-ups, 4 their texts, 5 image, 6 results
-- ARGV: 1 number of answers, 2 bytes of their records, 3 number of texts, 4 image bytes or '',
--       5 snapshot or '', 6.. fields and values of the record
-- Reply: 'restored', 'exists' or 'incomplete' (there is more or less than there should be)
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 'exists'
end
if redis.call('STRLEN', KEYS[2]) ~= tonumber(ARGV[1]) * 20
  or redis.call('STRLEN', KEYS[3]) ~= tonumber(ARGV[2])
  or redis.call('HLEN', KEYS[4]) ~= tonumber(ARGV[3]) then
  return 'incomplete'
end
if ARGV[4] ~= '' then
  redis.call('SET', KEYS[5], ARGV[4])
end
if ARGV[5] ~= '' then
  redis.call('SET', KEYS[6], ARGV[5])
end
redis.call('HSET', KEYS[1], unpack(ARGV, 6))
return 'restored'
