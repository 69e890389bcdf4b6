#!lua
-- Completes a poll whose answers and participants were restored before: only now is it there.
-- KEYS: 1 poll, 2 answers, 3 image, 4 results
-- ARGV: 1 number of answers, 2 image bytes or '', 3 snapshot or '', 4.. fields and values of the record
-- Reply: 'restored', 'exists' or 'incomplete' (fewer or more answers than there should be)
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 'exists'
end
if redis.call('STRLEN', KEYS[2]) ~= tonumber(ARGV[1]) * 20 then
  return 'incomplete'
end
if ARGV[2] ~= '' then
  redis.call('SET', KEYS[3], ARGV[2])
end
if ARGV[3] ~= '' then
  redis.call('SET', KEYS[4], ARGV[3])
end
redis.call('HSET', KEYS[1], unpack(ARGV, 4))
return 'restored'
