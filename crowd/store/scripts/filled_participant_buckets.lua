#!lua flags=no-writes
-- Return which of a poll's buckets are not empty. Their names are made here, of the poll's own tag:
-- sending thousands of names for each small poll would take most of a backup's time.
-- KEYS: 1 what the names of the poll's buckets begin with
-- ARGV: 1 first number, 2 last number
-- Reply: the numbers of those that are not empty
local last = tonumber(ARGV[2])
local filled = {}
for first = tonumber(ARGV[1]), last, 64 do
  local names = {}
  for number = first, math.min(first + 63, last) do
    names[#names + 1] = KEYS[1] .. number
  end
  -- Of a small poll most groups are empty: one call finds that.
  if redis.call('EXISTS', unpack(names)) > 0 then
    for place, name in ipairs(names) do
      if redis.call('EXISTS', name) == 1 then
        filled[#filled + 1] = first + place - 1
      end
    end
  end
end
return filled
