#!lua flags=allow-oom
-- Publish the reasons of a revealed poll or take them off the results; hide or show single answers' texts.
-- KEYS: 1 poll, 2 answers, 3 records of follow-ups
-- ARGV: 1 '1' to publish the reasons, '0' to take them off, '' to leave it, 2 the bit of hidden texts,
--       then pairs: place of an answer, '1' to hide its texts or '0' to show them
-- Reply: 'changed', 'sealed' (not revealed), 'none' (a place without an answer), 'missing'
local record = redis.call('HMGET', KEYS[1], 'state', 'detail_bytes')
if not record[1] then
  return 'missing'
end
if record[1] ~= 'revealed' then
  return 'sealed'
end
local width = tonumber(record[2] or '0')
local answers = redis.call('STRLEN', KEYS[2]) / 20
for index = 3, #ARGV, 2 do
  if tonumber(ARGV[index]) >= answers then
    return 'none'
  end
end
if ARGV[1] ~= '' then
  redis.call('HSET', KEYS[1], 'reasons_published', ARGV[1])
end
for index = 3, #ARGV, 2 do
  local start = tonumber(ARGV[index]) * width
  local old = redis.call('GETRANGE', KEYS[3], start, start + 3)
  -- Behind the end of the string nothing was given: there is nothing to hide.
  if width > 0 and #old == 4 then
    local mask = struct.unpack('<I4', old)
    local hidden = tonumber(ARGV[2])
    mask = ARGV[index + 1] == '1' and bit.bor(mask, hidden) or bit.band(mask, bit.bnot(hidden))
    redis.call('SETRANGE', KEYS[3], start, struct.pack('<I4', mask))
  end
end
-- A moment, not a count: after a restore of an older state no revision comes twice.
local time = redis.call('TIME')
local revision = tonumber(redis.call('HGET', KEYS[1], 'texts_revision') or '0') + 1
revision = math.max(revision, time[1] * 1000000 + time[2])
redis.call('HSET', KEYS[1], 'texts_revision', string.format('%.0f', revision))
return 'changed'
