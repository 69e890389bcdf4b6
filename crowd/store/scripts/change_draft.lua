#!lua
-- Replace what a draft says, with the time by the server's clock; refuse once the poll is open.
-- KEYS: 1 poll, 2 image
-- ARGV: 1 'keep', 'drop' or 'set' the image, 2 image bytes, 3.. fields and values of the record
-- Reply: 'changed', 'frozen' or 'missing'
local state = redis.call('HGET', KEYS[1], 'state')
if not state then
  return 'missing'
end
if state ~= 'draft' then
  return 'frozen'
end
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], 'changed_at', string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)))
redis.call('HSET', KEYS[1], unpack(ARGV, 3))
if ARGV[1] == 'drop' then
  redis.call('DEL', KEYS[2])
elseif ARGV[1] == 'set' then
  redis.call('SET', KEYS[2], ARGV[2])
end
return 'changed'
