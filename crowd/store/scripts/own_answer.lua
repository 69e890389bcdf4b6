#!lua flags=no-writes
-- A participant's own answer, as its record stands.
-- KEYS: 1 the participant's bucket, 2 answers
-- ARGV: 1 participant (12 bytes)
-- Reply: the record (20 bytes); nil without one, or while the poll is being deleted
local known = redis.call('HGET', KEYS[1], ARGV[1])
if not known then
  return false
end
local start = struct.unpack('<I4', known) * 20
local record = redis.call('GETRANGE', KEYS[2], start, start + 19)
return #record == 20 and record
