#!lua
-- List a poll among those of one browser.
-- KEYS: 1 sorted set
-- ARGV: 1 poll, 2 time in ms, 3 most entries of the list, of which the oldest go, 4 seconds until the list
--       is gone if nothing is added
-- Reply: 'added'
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[4])
return 'added'
