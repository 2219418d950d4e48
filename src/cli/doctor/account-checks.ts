import type { ConnectedClient } from '../../client/client.ts';
import { AscError } from '../../client/errors.ts';
import { reachOf } from '../../tools/reach.ts';
import { type Found, fault, note, ok } from './finding.ts';

export interface AccountCheck {
  readonly name: string;
  readonly run: (
    client: ConnectedClient,
    signal: AbortSignal,
  ) => readonly Found[] | Promise<readonly Found[]>;
}

/** What is asked of Apple with one key, in this order: the first answer tells of the clock and the rate, too. */
export const accountChecks: readonly AccountCheck[] = [
  { name: 'network', run: connection },
  {
    name: 'clock',
    run: (client) => {
      const seconds = Math.round(client.clockCorrection() / 1_000);
      return seconds === 0
        ? [ok("within 30 s of Apple's")]
        : [
            note(
              `${Math.abs(seconds)} s ${seconds > 0 ? 'behind' : 'ahead of'} Apple's; tokens are dated by Apple's`,
              'Let the system set its clock (network time).',
            ),
          ];
    },
  },
  {
    name: 'reach',
    run: async (client, signal) => {
      const areas = await reachOf(client, signal);
      const [yes, no] = [areas.filter(({ reached }) => reached), areas.filter(({ reached }) => !reached)];
      return [
        ok(
          `the key reads: ${yes.length === 0 ? 'nothing that was tried' : yes.map(({ area }) => area).join(', ')}`,
        ),
        ...no.map(({ area, answer }) =>
          note(
            `${area}: ${answer}`,
            'Only if you need it: a key with another role (Users and Access → Integrations).',
          ),
        ),
      ];
    },
  },
  {
    name: 'tokens',
    run: (client) => {
      const state = client.scopedReads();
      if (state === undefined || state === 'untried') return [];
      return state === 'refused'
        ? [
            note(
              'App Store Connect does not take tokens for one read each; the usual ones are used',
              'That nothing is changed in read-only mode, the server alone ensures. ASC_SCOPED_TOKENS can be left out.',
            ),
          ]
        : [ok('App Store Connect takes tokens for one read each; they are used in read-only mode')];
    },
  },
  {
    name: 'rate',
    run: (client) =>
      client.rate().map(({ name, limit, remaining }) => {
        const text = `${remaining ?? '?'} of ${limit ?? '?'} requests left (${name})`;
        return limit !== undefined && remaining !== undefined && remaining < limit / 10
          ? note(text, 'Wait, or find out what else uses this key.')
          : ok(text);
      }),
  },
];

/** Codes of failures that never got as far as an answer of Apple's. */
const noAnswer: ReadonlySet<string> = new Set([
  'network_unreachable',
  'proxy_refused',
  'tls_failed',
  'timeout',
  'connection_lost',
  'bad_response',
]);

/** One small read; a refusal is an answer as well, and says whether the key is known. */
async function connection(client: ConnectedClient, signal: AbortSignal): Promise<readonly Found[]> {
  try {
    await client.request({
      method: 'GET',
      path: '/v1/apps',
      query: { limit: '1', 'fields[apps]': 'name' },
      deadlineMs: 20_000,
      signal,
    });
    return [ok('App Store Connect answers, and knows the key')];
  } catch (error) {
    if (!(error instanceof AscError)) throw error;
    // Who may not see the apps has been recognised all the same.
    if (error.status === 403)
      return [
        note(`App Store Connect answers, and knows the key: ${error.meaning ?? error.code}`, error.next),
      ];
    if (error.status === 401)
      return [
        fault(
          'App Store Connect answers, but does not accept the key: its id, issuer and file do not belong together, or it was revoked',
          'Compare them with Users and Access → Integrations, then run asc-mcp setup.',
        ),
      ];
    const text = noAnswer.has(error.code)
      ? error.message
      : `App Store Connect answers with a fault: ${error.message}`;
    return [fault(text, error.next)];
  }
}
