#!lua flags=allow-oom
-- Remove a poll's participants, at most so many buckets with one run, then all else in the last run.
-- The buckets' names are made here, of the poll's own tag: sending thousands of names for each small
-- poll would take most of a deletion's time.
-- KEYS: 1 what the names of the poll's buckets begin with, 2 answers, 3 and more: what goes with them
-- ARGV: 1 number of the first bucket to remove, 2 number of all buckets, 3 how many to remove at most, about
-- Reply: number of the bucket to continue with; that of all buckets when all is removed
local first, count = tonumber(ARGV[1]), tonumber(ARGV[2])
-- All buckets are tried, also where nobody has answered: the time would tell whether somebody has.
local removed = 0
while first < count do
  if removed >= tonumber(ARGV[3]) then
    return first
  end
  local names = {}
  for number = first, math.min(first + 511, count - 1) do
    names[#names + 1] = KEYS[1] .. number
  end
  removed = removed + redis.call('UNLINK', unpack(names))
  first = first + 512
end
redis.call('UNLINK', unpack(KEYS, 2))
return count
