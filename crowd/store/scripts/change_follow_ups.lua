#!lua
-- Change the follow-ups of an answer, and with a value the answer itself, while the poll is open.
-- KEYS: 1 poll, 2 answers, 3 the participant's bucket, 4 records of follow-ups, 5 their texts
-- ARGV: 1 participant (12 bytes), 2 value (float64, little-endian), or '' to keep it,
--       3 record of follow-ups with what is new, 4 mask of what changes: of these, the record says what
--       there is now, and all else stays, 5 texts that change as JSON, null for one that goes, or ''
-- Record: mask uint32 | low, high, others float64 | group uint16 | shares float32 each, if predicted
-- Mask: 1 low, 2 high, 4 others, 8 group, 16 predicted, 32 reason, 64 name
-- Reply: 'changed', 'none' (no answer from this participant, or withdrawn), 'closed', 'missing',
--        'unasked' (the poll does not ask for it)
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
if struct.unpack('<I4', redis.call('GETRANGE', KEYS[2], place * 20 + 16, place * 20 + 19)) % 2 == 1 then
  return 'none'
end
local width = tonumber(record[3] or '0')
if #ARGV[3] > width then
  return 'unasked'
end
local function padded(text)
  return text .. string.rep('\0', width - #text)
end
local start = place * width
local old = padded(redis.call('GETRANGE', KEYS[4], start, start + width - 1))
local new = padded(ARGV[3])
local changes = tonumber(ARGV[4])
local function chosen(kind, first, last)
  return string.sub(bit.band(changes, kind) ~= 0 and new or old, first, last)
end
local kept = bit.band(struct.unpack('<I4', old), bit.bnot(changes))
local mask = bit.bor(kept, bit.band(struct.unpack('<I4', new), changes))
local merged = struct.pack('<I4', mask) .. chosen(1, 5, 12) .. chosen(2, 13, 20) .. chosen(4, 21, 28)
  .. chosen(8, 29, 30) .. chosen(16, 31, width)
if ARGV[2] ~= '' then
  redis.call('SETRANGE', KEYS[2], place * 20, ARGV[2])
end
redis.call('SETRANGE', KEYS[4], start, merged)
if ARGV[5] ~= '' then
  local texts = cjson.decode(redis.call('HGET', KEYS[5], place) or '{}')
  for name, text in pairs(cjson.decode(ARGV[5])) do
    texts[name] = text ~= cjson.null and text or nil
  end
  if next(texts) then
    redis.call('HSET', KEYS[5], place, cjson.encode(texts))
  else
    redis.call('HDEL', KEYS[5], place)
  end
end
return 'changed'
