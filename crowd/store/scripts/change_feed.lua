#!lua
-- Note which organizer's feed a poll is in.
-- KEYS: 1 poll
-- ARGV: 1 feed, or '' for none
-- Reply: 'changed' with a space and the feed that it was in before, or 'missing'
if redis.call('EXISTS', KEYS[1]) == 0 then
  return 'missing'
end
local before = redis.call('HGET', KEYS[1], 'feed') or ''
if ARGV[1] == '' then
  redis.call('HDEL', KEYS[1], 'feed')
else
  redis.call('HSET', KEYS[1], 'feed', ARGV[1])
end
return 'changed ' .. before
