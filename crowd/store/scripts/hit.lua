#!lua flags=allow-oom
-- Count attempts of callers, in windows of the database's clock: each against a budget for every network
-- that its address is in. One whose budget is spent is not counted for the wider networks.
-- KEYS: 1 attempts: hash of network -> attempts in this window, and 'window' -> the window's number
-- ARGV: 1 seconds in a window, 2 attempts: each the number of its networks (uint8) and, from the narrowest
--       on, their 12 bytes and their budgets (uint32, little-endian)
-- Reply: for each attempt 0 if there was room in all its budgets, else the seconds until the window ends

-- Nothing of this is written to the log or to replicas, so that no attempt waits for the disk.
redis.set_repl(redis.REPL_NONE)
local seconds = tonumber(ARGV[1])
local now = tonumber(redis.call('TIME')[1])
local window = math.floor(now / seconds)
local remaining = (window + 1) * seconds - now
if redis.call('HGET', KEYS[1], 'window') ~= tostring(window) then
  redis.call('UNLINK', KEYS[1])
  redis.call('HSET', KEYS[1], 'window', window)
  -- Expiry is logged, under a name that identifies nobody; mostly the next window's first attempt is earlier.
  redis.call('EXPIRE', KEYS[1], remaining + 1)
end
local waits = {}
local place = 1
while place <= #ARGV[2] do
  local beyond = place + 1 + string.byte(ARGV[2], place) * 16
  local wait = 0
  for start = place + 1, beyond - 1, 16 do
    local network, budget = struct.unpack('<c12I4', ARGV[2], start)
    if redis.call('HINCRBY', KEYS[1], network, 1) > budget then
      wait = remaining
      break
    end
  end
  waits[#waits + 1] = wait
  place = beyond
end
return waits
