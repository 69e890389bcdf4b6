#!lua
-- Create a poll, unless it is there; a draft with the time by the server's clock.
-- KEYS: 1 poll, 2 image
-- ARGV: 1 image bytes or '', 2.. fields and values of the record
-- Reply: 'created', or 'exists' when nothing was written
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 'exists'
end
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
if redis.call('HGET', KEYS[1], 'state') == 'draft' then
  local time = redis.call('TIME')
  redis.call('HSET', KEYS[1], 'changed_at', string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)))
end
if ARGV[1] ~= '' then
  redis.call('SET', KEYS[2], ARGV[1])
end
return 'created'
