#!lua
-- Creates a poll, unless it is there.
-- KEYS: 1 poll, 2 image
-- ARGV: 1 image bytes or '', 2.. fields and values of the record
-- Reply: 'created', or 'exists' when nothing was written
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 'exists'
end
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
if ARGV[1] ~= '' then
  redis.call('SET', KEYS[2], ARGV[1])
end
return 'created'
