#!lua
-- Spends one unit of a caller's allowance: at most so many in a window that starts with the first.
-- KEYS: 1 allowance
-- ARGV: 1 units in a window, 2 window in ms
-- Reply: 0 when spent, else the milliseconds until the window ends
local spent = redis.call('INCR', KEYS[1])
if spent == 1 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
if spent <= tonumber(ARGV[1]) then
  return 0
end
return redis.call('PTTL', KEYS[1])
