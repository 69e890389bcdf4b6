#!lua
-- Counts an attempt of a caller, in windows of the database's clock: against a budget for each network
-- that its address is in. One whose budget is spent is not counted for the wider networks.
-- KEYS: 1 attempts: hash of network -> attempts in this window, and 'window' -> the window's number
-- ARGV: 1 seconds in a window; then, from the narrowest network on, its 12 bytes and its budget
-- Reply: 0 if there was room in all budgets, else the seconds until the window ends

-- Neither the log nor a replica gets any of this, so that no attempt waits for the disk.
redis.set_repl(redis.REPL_NONE)
local seconds = tonumber(ARGV[1])
local now = tonumber(redis.call('TIME')[1])
local window = math.floor(now / seconds)
local remaining = (window + 1) * seconds - now
if redis.call('HGET', KEYS[1], 'window') ~= tostring(window) then
  redis.call('UNLINK', KEYS[1])
  redis.call('HSET', KEYS[1], 'window', window)
  -- Expiry is logged, under a name that says nothing; mostly the next window's first attempt is earlier.
  redis.call('EXPIRE', KEYS[1], remaining + 1)
end
for place = 2, #ARGV, 2 do
  if redis.call('HINCRBY', KEYS[1], ARGV[place], 1) > tonumber(ARGV[place + 1]) then
    return remaining
  end
end
return 0
