#!lua flags=no-writes
-- Return what was given with answers as texts, each with its mask: both as they stand at one moment.
-- KEYS: 1 poll, 2 records of follow-ups, 3 their texts
-- ARGV: the places of the answers
-- Reply: for each its mask (4 bytes; fewer where nothing was given) and its texts as JSON, or nil
local width = tonumber(redis.call('HGET', KEYS[1], 'detail_bytes') or '0')
local found = {}
for index, place in ipairs(ARGV) do
  local start = tonumber(place) * width
  found[index] = {
    redis.call('GETRANGE', KEYS[2], start, start + 3),
    redis.call('HGET', KEYS[3], place),
  }
end
return found
