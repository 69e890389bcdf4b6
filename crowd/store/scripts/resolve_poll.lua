#!lua flags=allow-oom
-- Append a resolution to the poll's log; remove results made from an older one.
-- KEYS: 1 poll, 2 results
-- ARGV: 1 the line to add, 2 most lines of the log
-- Reply: 'resolved', 'full' (the log has as many lines as it may) or 'missing'
local record = redis.call('HMGET', KEYS[1], 'state', 'resolutions')
if not record[1] then
  return 'missing'
end
local log = record[2] or ''
local _, lines = string.gsub(log, '\n', '')
if lines >= tonumber(ARGV[2]) then
  return 'full'
end
redis.call('HSET', KEYS[1], 'resolutions', log .. ARGV[1] .. '\n')
redis.call('HINCRBY', KEYS[1], 'revision', 1)
redis.call('DEL', KEYS[2])
return 'resolved'
