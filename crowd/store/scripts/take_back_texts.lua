#!lua flags=allow-oom
-- Remove texts that an answer's author gave, in any state of the poll.
-- KEYS: 1 poll, 2 answers, 3 the participant's bucket, 4 records of follow-ups, 5 their texts
-- ARGV: 1 participant (12 bytes), 2 bits of the record's mask to clear, 3 names of the texts as JSON
-- Reply: 'removed', 'none' (no answer from this participant, or withdrawn), 'missing'
local width = redis.call('HGET', KEYS[1], 'detail_bytes')
if redis.call('EXISTS', KEYS[1]) == 0 then
  return 'missing'
end
local known = redis.call('HGET', KEYS[3], ARGV[1])
if not known then
  return 'none'
end
local place = struct.unpack('<I4', known)
if struct.unpack('<I4', redis.call('GETRANGE', KEYS[2], place * 20 + 16, place * 20 + 19)) % 2 == 1 then
  return 'none'
end
local start = place * tonumber(width or '0')
local old = redis.call('GETRANGE', KEYS[4], start, start + 3)
if #old == 4 then
  local mask = bit.band(struct.unpack('<I4', old), bit.bnot(tonumber(ARGV[2])))
  redis.call('SETRANGE', KEYS[4], start, struct.pack('<I4', mask))
end
local stored = redis.call('HGET', KEYS[5], place)
if stored then
  local texts = cjson.decode(stored)
  for _, name in ipairs(cjson.decode(ARGV[3])) do
    texts[name] = nil
  end
  if next(texts) then
    redis.call('HSET', KEYS[5], place, cjson.encode(texts))
  else
    redis.call('HDEL', KEYS[5], place)
  end
end
-- A moment, not a count: after a restore of an older state no revision comes twice.
local time = redis.call('TIME')
local revision = tonumber(redis.call('HGET', KEYS[1], 'texts_revision') or '0') + 1
revision = math.max(revision, time[1] * 1000000 + time[2])
redis.call('HSET', KEYS[1], 'texts_revision', string.format('%.0f', revision))
return 'removed'
