#!lua
-- Accept one answer: the one deciding write. Answer, participant and key are written together.
-- KEYS: 1 poll, 2 answers, 3 the participant's bucket, 4 the sharer's bucket, or again 3,
--       5 records of follow-ups, 6 texts (only with follow-ups or a label)
-- ARGV: 1 participant (12 bytes), 2 fingerprints of key and body (6 + 6 bytes),
--       3 value (float64, little-endian), 4 flags, 5 sharer (12 bytes, or empty);
--       6 '1' where there is no room for a new answer, else '0';
--       with KEYS 5: 7 record of follow-ups, or '', 8 their texts and the label as JSON, or ''
-- Record: value float64 | seconds since 1970 uint32 | sharer's place + 1, or 0, uint32 | flags uint32
-- Bucket: participant -> place uint32 | fingerprints 12 bytes
-- Reply: 'accepted', 'repeated' (same key and body as before), 'reused' (same key, other body),
--        'answered' (has an answer under another key), 'withdrawn' (a repeat of what was
--        withdrawn since), 'closed', 'draft', 'missing', 'unasked' (follow-ups that the poll does not ask for),
--        'full' (new, and there is no room)
local record = redis.call('HMGET', KEYS[1], 'state', 'closes_at')
if not record[1] then
  return 'missing'
end
local known = redis.call('HGET', KEYS[3], ARGV[1])
local withdrawn = false
if known then
  local start = struct.unpack('<I4', known) * 20
  withdrawn = struct.unpack('<I4', redis.call('GETRANGE', KEYS[2], start + 16, start + 19)) % 2 == 1
  if string.sub(known, 5) == ARGV[2] then
    if withdrawn then
      return 'withdrawn'
    end
    -- After a kill before the sync, the first one may stand in memory alone: a write has it synced.
    redis.call('HSET', KEYS[3], ARGV[1], known)
    return 'repeated'
  end
  if string.sub(known, 5, 10) == string.sub(ARGV[2], 1, 6) then
    return 'reused'
  end
end
if record[1] == 'draft' then
  return 'draft'
end
local time = redis.call('TIME')
if record[1] ~= 'open' or time[1] * 1000 + math.floor(time[2] / 1000) >= tonumber(record[2]) then
  return 'closed'
end
if known and not withdrawn then
  return 'answered'
end
local width = KEYS[5] and tonumber(redis.call('HGET', KEYS[1], 'detail_bytes') or '0')
if width and #ARGV[7] > width then
  return 'unasked'
end
if ARGV[6] == '1' then
  return 'full'
end
-- Who answers again after a withdrawal does so now: at the end of the order, not in the old place.
local place = redis.call('STRLEN', KEYS[2]) / 20
local sharer = 0
local found = redis.call('HGET', KEYS[4], ARGV[5])
if found then
  sharer = struct.unpack('<I4', found) + 1
end
if width then
  -- Earlier answers without follow-ups leave a gap of zeros, which says that nothing was given.
  redis.call('SETRANGE', KEYS[5], place * width, ARGV[7])
  if ARGV[8] ~= '' then
    redis.call('HSET', KEYS[6], place, ARGV[8])
  end
end
redis.call('APPEND', KEYS[2], ARGV[3] .. struct.pack('<I4I4I4', time[1], sharer, ARGV[4]))
redis.call('HSET', KEYS[3], ARGV[1], struct.pack('<I4', place) .. ARGV[2])
return 'accepted'
