#!lua flags=allow-oom
-- Replace the admin token's digest; the old one is kept as replaced, of which the oldest one goes
-- where there would be too many.
-- KEYS: 1 poll
-- ARGV: 1 old digest, 2 new digest, 3 most digests that are kept as replaced
-- Reply: 'replaced', 'other' (the old digest is not the current one) or 'missing'
local record = redis.call('HMGET', KEYS[1], 'admin', 'replaced')
if not record[1] then
  return 'missing'
end
if record[1] ~= ARGV[1] then
  return 'other'
end
local replaced = (record[2] or '') .. ARGV[1] .. '\n'
local _, lines = string.gsub(replaced, '\n', '')
local dropped = 0
for _ = tonumber(ARGV[3]) + 1, lines do
  dropped = string.find(replaced, '\n', dropped + 1, true)
end
redis.call('HSET', KEYS[1], 'admin', ARGV[2], 'replaced', string.sub(replaced, dropped + 1))
return 'replaced'
