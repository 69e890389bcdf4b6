#!lua flags=allow-oom
-- Move the closing time of an open poll later.
-- KEYS: 1 poll
-- ARGV: 1 new closing time in ms, 2 the line to add to the log of extensions, 3 most lines of a log
-- Reply: 'extended', 'earlier' (not later than the present closing time), 'full' (the log has as many
--        lines as it may), 'closed', 'draft', 'missing'
local record = redis.call('HMGET', KEYS[1], 'state', 'closes_at', 'extensions')
if not record[1] then
  return 'missing'
end
if record[1] == 'draft' then
  return 'draft'
end
local time = redis.call('TIME')
if record[1] ~= 'open' or time[1] * 1000 + math.floor(time[2] / 1000) >= tonumber(record[2]) then
  return 'closed'
end
if tonumber(ARGV[1]) <= tonumber(record[2]) then
  return 'earlier'
end
local log = record[3] or ''
local _, lines = string.gsub(log, '\n', '')
if lines >= tonumber(ARGV[3]) then
  return 'full'
end
redis.call('HSET', KEYS[1], 'closes_at', ARGV[1], 'extensions', log .. ARGV[2] .. '\n')
return 'extended'
