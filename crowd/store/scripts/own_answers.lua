#!lua flags=no-writes
-- Return the own answers of participants of one poll, each as its record stands.
-- KEYS: 1 answers, then each participant's bucket
-- ARGV: the participants (12 bytes each), in the same order
-- Reply: for each the record (20 bytes); nil without one, or while the poll is being deleted
local found = {}
for place, participant in ipairs(ARGV) do
  found[place] = false
  local known = redis.call('HGET', KEYS[place + 1], participant)
  if known then
    local start = struct.unpack('<I4', known) * 20
    local record = redis.call('GETRANGE', KEYS[1], start, start + 19)
    found[place] = #record == 20 and record
  end
end
return found
