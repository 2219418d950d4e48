/** What happens to a plan in Redis, each change one step: of two servers that want the same, one alone gets it. */

/** KEYS plan, index; ARGV now, expiry, id, most, document. Answers how many are open when there is no room. */
export const createScript = `
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[1])
local open = redis.call('ZCARD', KEYS[2])
if open >= tonumber(ARGV[4]) then return open end
redis.call('HSET', KEYS[1], 'document', ARGV[5], 'state', 'pending', 'wrong', 0, 'expires', ARGV[2])
redis.call('PEXPIREAT', KEYS[1], ARGV[2])
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[3])
return -1`;

export const readScript = `return redis.call('HGETALL', KEYS[1])`;

/** KEYS plan; ARGV approval, sealed. */
export const approveScript = `
if redis.call('HGET', KEYS[1], 'state') ~= 'pending' then return 0 end
redis.call('HSET', KEYS[1], 'state', 'approved', 'approval', ARGV[1])
return 1`;

/** KEYS plan, index; ARGV id. */
export const voidScript = `redis.call('DEL', KEYS[1]) redis.call('ZREM', KEYS[2], ARGV[1]) return 1`;

/** KEYS plan, index; ARGV id, most. */
export const wrongScript = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 1 end
if redis.call('HINCRBY', KEYS[1], 'wrong', 1) < tonumber(ARGV[2]) then return 0 end
redis.call('DEL', KEYS[1]) redis.call('ZREM', KEYS[2], ARGV[1])
return 1`;

/** KEYS plan, index; ARGV id, now, remembered, who takes it. One caller alone sees "approved" turn into "running". */
export const takeScript = `
local state = redis.call('HGET', KEYS[1], 'state')
if not state then return 'gone' end
if state ~= 'approved' then return state end
if tonumber(redis.call('HGET', KEYS[1], 'expires')) <= tonumber(ARGV[2]) then return 'gone' end
redis.call('HSET', KEYS[1], 'state', 'running', 'beat', ARGV[2], 'by', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('ZREM', KEYS[2], ARGV[1])
return 'taken'`;

/** KEYS plan; ARGV step, outcome, now, who took it. */
export const noteScript = `
if redis.call('HGET', KEYS[1], 'state') ~= 'running' then return 0 end
if redis.call('HGET', KEYS[1], 'by') ~= ARGV[4] then return 0 end
redis.call('HSET', KEYS[1], 'step:' .. ARGV[1], ARGV[2], 'beat', ARGV[3])
return 1`;

/** KEYS plan; ARGV now. */
export const beatScript = `
if redis.call('HGET', KEYS[1], 'state') == 'running' then redis.call('HSET', KEYS[1], 'beat', ARGV[1]) end
return 1`;

/** KEYS index; ARGV now. */
export const listScript = `
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
return redis.call('ZRANGE', KEYS[1], 0, -1)`;
