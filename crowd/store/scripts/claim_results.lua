#!lua flags=allow-oom
-- Make the caller the one to compute the results of a revision, for so long.
-- KEYS: 1 claim
-- ARGV: 1 the poll's revision that the results are made from, 2 ms
-- Reply: 'claimed', or 'taken' where somebody else computes those of the same revision
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return 'taken'
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 'claimed'
