#!lua flags=allow-oom
-- Change or withdraw an answer in its place, while the poll is open. Its follow-ups stay
-- when it is changed, and are overwritten when it is withdrawn.
-- KEYS: 1 poll, 2 answers, 3 the participant's bucket; to withdraw also 4 records of follow-ups, 5 their texts
-- ARGV: 1 participant (12 bytes), 2 value (float64, little-endian; nan to withdraw), 3 '1' to withdraw, else '0'
-- Reply: 'changed', 'none' (no answer from this participant, or withdrawn), 'closed', 'missing'
local record = redis.call('HMGET', KEYS[1], 'state', 'closes_at', 'detail_bytes')
if not record[1] then
  return 'missing'
end
local time = redis.call('TIME')
if record[1] ~= 'open' or time[1] * 1000 + math.floor(time[2] / 1000) >= tonumber(record[2]) then
  return 'closed'
end
local known = redis.call('HGET', KEYS[3], ARGV[1])
if not known then
  return 'none'
end
local place = struct.unpack('<I4', known)
local start = place * 20
local flags = struct.unpack('<I4', redis.call('GETRANGE', KEYS[2], start + 16, start + 19))
if flags % 2 == 1 then
  return 'none'
end
redis.call('SETRANGE', KEYS[2], start, ARGV[2])
if ARGV[3] == '1' then
  redis.call('SETRANGE', KEYS[2], start + 16, struct.pack('<I4', flags + 1))
  redis.call('HINCRBY', KEYS[1], 'withdrawn', 1)
  local width = tonumber(record[3] or '0')
  if width > 0 then
    local left = redis.call('STRLEN', KEYS[4]) - place * width
    if left > 0 then
      redis.call('SETRANGE', KEYS[4], place * width, string.rep('\0', math.min(width, left)))
    end
  end
  redis.call('HDEL', KEYS[5], place)
end
return 'changed'
