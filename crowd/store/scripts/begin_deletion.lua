#!lua flags=allow-oom
-- Make a poll take no more answers, because it is being deleted.
-- KEYS: 1 poll
-- Reply: the feed that it is in, '' for none
if redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('HSET', KEYS[1], 'state', 'closed')
end
return redis.call('HGET', KEYS[1], 'feed') or ''
