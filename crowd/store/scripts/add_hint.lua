#!lua flags=allow-oom
-- Writes a hint where to look for a poll: where memory is full, closing and revealing need it too.
-- KEYS: 1 sorted set
-- ARGV: 1 poll, 2 time in ms, 3 most entries of the set, of which the oldest go; 0 for any number
-- Reply: 'added'
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
if ARGV[3] ~= '0' then
  redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[3])
end
return 'added'
