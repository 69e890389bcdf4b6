#!lua flags=allow-oom
-- Remember for some days that a poll was deleted.
-- KEYS: 1 tombstone
-- ARGV: 1 seconds
-- Reply: 'remembered'
redis.call('SET', KEYS[1], 1, 'EX', ARGV[1])
return 'remembered'
