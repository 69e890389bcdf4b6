#!lua flags=allow-oom
-- Count an attempt that takes several units, in windows of the database's clock, against a budget for
-- every network that its address is in. One that finds no room in a budget is counted in none, so that a
-- smaller one may still find some.
-- KEYS: 1 attempts: hash of network -> units in this window, and 'window' -> the window's number
-- ARGV: 1 seconds in a window, 2 units; then, for each network, its 12 bytes and its budget
-- Reply: 0 if there was room in all budgets, else the seconds until the window ends

-- As in hit.lua, nothing of this is written to the log or to replicas.
redis.set_repl(redis.REPL_NONE)
local seconds = tonumber(ARGV[1])
local units = tonumber(ARGV[2])
local now = tonumber(redis.call('TIME')[1])
local window = math.floor(now / seconds)
local remaining = (window + 1) * seconds - now
if redis.call('HGET', KEYS[1], 'window') ~= tostring(window) then
  redis.call('UNLINK', KEYS[1])
  redis.call('HSET', KEYS[1], 'window', window)
  redis.call('EXPIRE', KEYS[1], remaining + 1)
end
for place = 3, #ARGV, 2 do
  local spent = tonumber(redis.call('HGET', KEYS[1], ARGV[place]) or '0')
  if spent + units > tonumber(ARGV[place + 1]) then
    return remaining
  end
end
for place = 3, #ARGV, 2 do
  redis.call('HINCRBY', KEYS[1], ARGV[place], units)
end
return 0
