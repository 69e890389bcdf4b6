#!lua flags=allow-oom
-- Make the caller the one to compute the results of a revision in a version, for so long.
-- KEYS: 1 claim
-- ARGV: 1 the version of results and the poll's revision that they are made from, 2 ms
-- Reply: 'claimed', or 'taken' where somebody else computes the same
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return 'taken'
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 'claimed'
