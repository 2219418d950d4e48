import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { RateBudget } from '../client/types.ts';

/** What is counted, for Prometheus. No label comes from a client: tools and statuses are a closed set. */
export interface Metrics {
  call(tool: string, milliseconds: number, failed: boolean): void;
  request(status: number): void;
  /** The page as Prometheus reads it. */
  page(): Promise<{ readonly type: string; readonly text: string }>;
}

/** One of Apple's budgets, and whose it is where several accounts are served. */
export interface AccountBudget extends RateBudget {
  readonly account?: string;
}

/** Where the figures come from that are asked for when the page is. */
export interface Gauged {
  readonly budgets: () => readonly AccountBudget[];
  /** Requests sent to Apple. */
  readonly sent: () => number;
  /** Whether Redis takes what is written to it; absent where none is used. */
  readonly redis?: () => Promise<boolean>;
}

export function createMetrics({ budgets, sent, redis }: Gauged): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const calls = new Counter({
    name: 'asc_tool_calls_total',
    help: 'Calls of tools',
    labelNames: ['tool', 'outcome'],
    registers: [register],
  });
  const durations = new Histogram({
    name: 'asc_tool_duration_seconds',
    help: 'How long calls of tools took',
    labelNames: ['tool'],
    buckets: [0.01, 0.1, 0.5, 1, 5, 30, 60],
    registers: [register],
  });
  const requests = new Counter({
    name: 'asc_http_requests_total',
    help: 'HTTP requests by status',
    labelNames: ['status'],
    registers: [register],
  });
  const apple: Gauge = new Gauge({
    name: 'asc_apple_requests',
    help: 'Requests sent to Apple since the start',
    registers: [register],
    collect: () => apple.set(sent()),
  });
  const remaining: Gauge = new Gauge({
    name: 'asc_apple_rate_remaining',
    help: "What is left of Apple's rate budgets",
    labelNames: ['account', 'budget'],
    registers: [register],
    collect: () => {
      for (const { account = '', name, remaining: left } of budgets())
        if (left !== undefined) remaining.set({ account, budget: name }, left);
    },
  });
  if (redis !== undefined) {
    const up: Gauge = new Gauge({
      name: 'asc_redis_up',
      help: '1 while Redis takes what is written to it',
      registers: [register],
      collect: async () => up.set((await redis()) ? 1 : 0),
    });
  }
  return {
    call: (tool, milliseconds, failed) => {
      calls.inc({ tool, outcome: failed ? 'error' : 'ok' });
      durations.observe({ tool }, milliseconds / 1000);
    },
    request: (status) => requests.inc({ status: String(status) }),
    page: async () => ({ type: register.contentType, text: await register.metrics() }),
  };
}
