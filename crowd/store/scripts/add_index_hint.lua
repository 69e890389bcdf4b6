#!lua flags=allow-oom
-- Write a hint on a poll; also where memory is full, as closing and revealing need it.
-- KEYS: 1 sorted set
-- ARGV: 1 poll, 2 time in ms, 3 most entries of the set, of which the oldest go; 0 for any number,
--       4 '1' never to move a hint that is there to a later time, else '0'
-- Reply: 'added'
if ARGV[4] == '1' then
  redis.call('ZADD', KEYS[1], 'LT', ARGV[2], ARGV[1])
else
  redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
end
if ARGV[3] ~= '0' then
  redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[3])
end
return 'added'
