import { systemCode } from '../client/system-code.ts';

/** What Redis or Valkey, or the way to it, answers in place of a result, and what a person does about it. */
export interface RedisFault {
  /** For machines: health and metrics. */
  readonly word: 'away' | 'full' | 'refused' | 'read-only' | 'loading' | 'untrusted';
  /** Behind "Redis". */
  readonly says: string;
  readonly next: string;
  /** Waiting will not change it: the start need not try again. */
  readonly lasting?: true;
}

interface Row extends RedisFault {
  readonly when: RegExp;
}

/**
 * By the first word of an error of Redis (redis.io/docs, "RESP errors"; seen with 7.0.15 on 2026-11-22) or the code of
 * Node's. The address holds a password, so nothing of what was said is passed on.
 */
const rows: readonly Row[] = [
  {
    when: /^(?:WRONGPASS|NOAUTH|ERR invalid password|ERR AUTH|ERR Client sent AUTH)/u,
    word: 'refused',
    says: 'refuses the user or password of ASC_REDIS_URL',
    next: 'Correct them: redis://user:password@host:port, or redis://:password@host:port without a user.',
    lasting: true,
  },
  {
    when: /^NOPERM/u,
    word: 'refused',
    says: 'does not let this user run what is needed',
    next: 'Allow it: ACL SETUSER name ~asc:* +eval +@read +@write +@connection +info.',
    lasting: true,
  },
  {
    when: /^OOM|-OOM|maxmemory/u,
    word: 'full',
    says: 'is full',
    next: 'Give it more memory (maxmemory), and keep other data elsewhere.',
  },
  {
    when: /^READONLY|read only replica/u,
    word: 'read-only',
    says: 'is a replica and takes no changes',
    next: 'Let ASC_REDIS_URL lead to the primary.',
  },
  {
    when: /^(?:MISCONF|NOREPLICAS|MASTERDOWN)/u,
    word: 'read-only',
    says: 'takes no changes now, because it cannot keep them',
    next: 'See its log: a disk that is full, or replicas that are missing.',
  },
  {
    when: /^(?:LOADING|BUSY)/u,
    word: 'loading',
    says: 'is busy with itself',
    next: 'Wait until it has started.',
  },
  {
    when: /certificate|CERT_|ALTNAME/iu,
    word: 'untrusted',
    says: 'shows a certificate that is not trusted here',
    next: 'Name the file of its authority in NODE_EXTRA_CA_CERTS, and use the name that the certificate is for.',
    lasting: true,
  },
  {
    when: /EPROTO|wrong version number|packet length too long/u,
    word: 'untrusted',
    says: 'does not speak TLS',
    next: 'Write redis:// instead of rediss://, or the port on which it does.',
    lasting: true,
  },
];

const away: RedisFault = {
  word: 'away',
  says: 'does not answer',
  next: 'Start Redis or correct ASC_REDIS_URL; without the variable one server keeps its state in memory.',
};

/** The fault that an error is about. */
export function faultOf(error: unknown): RedisFault {
  if (!(error instanceof Error)) return away;
  const code = systemCode(error) ?? '';
  return rows.find(({ when }) => when.test(error.message) || when.test(code)) ?? away;
}
