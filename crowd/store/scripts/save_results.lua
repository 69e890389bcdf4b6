#!lua flags=allow-oom
-- Store the results of a revealed poll, unless they were made from an older resolution.
-- KEYS: 1 poll, 2 results
-- ARGV: 1 the poll's revision that the results were made from, 2 snapshot
-- Reply: 'saved', 'stale' (revised since, or not revealed) or 'missing'
local record = redis.call('HMGET', KEYS[1], 'state', 'revision')
if not record[1] then
  return 'missing'
end
if record[1] ~= 'revealed' or (record[2] or '0') ~= ARGV[1] then
  return 'stale'
end
redis.call('SET', KEYS[2], ARGV[2])
return 'saved'
