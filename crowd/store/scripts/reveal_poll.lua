#!lua flags=allow-oom
-- Reveal a closed poll.
-- KEYS: 1 poll
-- Reply: 'revealed' (also if it was), 'draft', 'open' or 'missing'
local state = redis.call('HGET', KEYS[1], 'state')
if state ~= 'closed' then
  return state or 'missing'
end
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], 'state', 'revealed',
  'revealed_at', string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)))
return 'revealed'
