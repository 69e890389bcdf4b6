#!lua
-- Keep the reply to a form for a while, unless all that are kept would take too many bytes.
-- KEYS: 1 reply: string, 2 index: sorted set of 'name:bytes' by the second of its end, 3 total: bytes of all
-- ARGV: 1 the reply's record, 2 its name in the index, 3 seconds to keep it, 4 bytes for all replies
-- Replies: 'kept'; 'full' if there is no room

-- Nothing of this is written to the log or to replicas: it holds what people typed and did not send.
redis.set_repl(redis.REPL_NONE)
local size, seconds = #ARGV[1], tonumber(ARGV[3])
local now = tonumber(redis.call('TIME')[1])
local total = tonumber(redis.call('GET', KEYS[3]) or '0')
for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now)) do
  total = total - tonumber(string.match(member, '%d+$'))
end
local fits = total + size <= tonumber(ARGV[4])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
if fits then
  total = total + size
  redis.call('SET', KEYS[1], ARGV[1], 'EX', seconds)
  redis.call('ZADD', KEYS[2], now + seconds, ARGV[2] .. ':' .. size)
  redis.call('EXPIRE', KEYS[2], 2 * seconds)
end
redis.call('SET', KEYS[3], total, 'EX', 2 * seconds)
return fits and 'kept' or 'full'
