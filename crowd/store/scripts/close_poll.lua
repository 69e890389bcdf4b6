#!lua flags=allow-oom
-- Close an open poll: at once when told to, else only if the server's clock says that it is due.
-- Where results are revealed at the close, closing and revealing are one step.
-- KEYS: 1 poll
-- ARGV: 1 '1' to close before the time
-- Reply: the state after it ('draft', 'open', 'closed', 'revealed'), or 'missing'
local record = redis.call('HMGET', KEYS[1], 'state', 'closes_at', 'reveal')
if record[1] ~= 'open' then
  return record[1] or 'missing'
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local closes_at = tonumber(record[2])
if ARGV[1] ~= '1' and now < closes_at then
  return 'open'
end
local closed_at = string.format('%.0f', math.min(now, closes_at))
if record[3] ~= 'at_close' then
  redis.call('HSET', KEYS[1], 'state', 'closed', 'closed_at', closed_at)
  return 'closed'
end
redis.call('HSET', KEYS[1], 'state', 'revealed', 'closed_at', closed_at, 'revealed_at', closed_at)
return 'revealed'
