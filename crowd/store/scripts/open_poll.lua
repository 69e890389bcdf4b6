#!lua
-- Open a draft; from here on its definition is frozen.
-- KEYS: 1 poll
-- ARGV: 1 closing time in ms instead of the draft's, or ''
-- Reply: {'opened', closing time in ms, opening time in ms}, or {'late'} when that time has passed, {'frozen'}, {'missing'}
local record = redis.call('HMGET', KEYS[1], 'state', 'closes_at')
if not record[1] then
  return {'missing'}
end
if record[1] ~= 'draft' then
  return {'frozen'}
end
if ARGV[1] ~= '' then
  record[2] = ARGV[1]
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now >= tonumber(record[2]) then
  return {'late'}
end
local opened_at = string.format('%.0f', now)
redis.call('HSET', KEYS[1], 'state', 'open', 'opened_at', opened_at, 'closes_at', record[2])
return {'opened', record[2], opened_at}
