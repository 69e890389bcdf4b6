#!lua flags=allow-oom
-- Delete a draft that has not been changed for so long, by the server's clock.
-- KEYS: 1 poll, 2 image
-- ARGV: 1 age in ms
-- Reply: {'deleted', feed that it was in or ''}, {'later', time of its last change in ms}, or {'other'}
--        for what is no draft, or not there. The time of a draft that has none begins now.
local record = redis.call('HMGET', KEYS[1], 'state', 'changed_at', 'feed')
if record[1] ~= 'draft' then
  return {'other'}
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if not record[2] then
  local changed_at = string.format('%.0f', now)
  redis.call('HSET', KEYS[1], 'changed_at', changed_at)
  return {'later', changed_at}
end
if now - tonumber(record[2]) < tonumber(ARGV[1]) then
  return {'later', record[2]}
end
redis.call('UNLINK', KEYS[2], KEYS[1])
return {'deleted', record[3] or ''}
