#!lua
-- Replaces the admin token's digest; the old one is kept as replaced.
-- KEYS: 1 poll
-- ARGV: 1 old digest, 2 new digest
-- Reply: 'replaced', 'other' (the old digest is not the current one) or 'missing'
local record = redis.call('HMGET', KEYS[1], 'admin', 'replaced')
if not record[1] then
  return 'missing'
end
if record[1] ~= ARGV[1] then
  return 'other'
end
redis.call('HSET', KEYS[1], 'admin', ARGV[2], 'replaced', (record[2] or '') .. ARGV[1] .. '\n')
return 'replaced'
