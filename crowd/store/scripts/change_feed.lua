#!lua
-- Notes which organizer's feed a poll is in.
-- KEYS: 1 poll
-- ARGV: 1 feed, or '' for none
-- Reply: 'changed' or 'missing'
if redis.call('EXISTS', KEYS[1]) == 0 then
  return 'missing'
end
if ARGV[1] == '' then
  redis.call('HDEL', KEYS[1], 'feed')
else
  redis.call('HSET', KEYS[1], 'feed', ARGV[1])
end
return 'changed'
