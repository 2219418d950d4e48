import type { AccountNames } from '../accounts.ts';
import { Taint } from '../guard/taint.ts';
import { accountConfigs } from '../setup/chosen.ts';
import { type Connection, connect } from './connect.ts';
import type { Connecting } from './parts.ts';
import { checkOtherSources } from './start-checks.ts';

/** Everything that is served, and the names of the accounts where there are several. */
export interface Connected {
  readonly connection: Connection;
  /** The default one first. */
  readonly accounts: AccountNames | undefined;
}

/**
 * One connection for each account: its key, client, plans and rate are its own, so that nothing of one can be used with
 * another. What a client was shown counts for all of them: it may act in one on what it read in another. Throws before
 * the first byte is served when the configuration cannot work.
 */
export async function connectAccounts(connecting: Omit<Connecting, 'account'>): Promise<Connected> {
  const chosen = accountConfigs(connecting.config);
  const names = chosen.flatMap(({ name }) => name ?? []);
  for (const { config } of chosen) await checkOtherSources(config);
  // A few counts for each who may call; a conversation has no end that could be seen here.
  const shown = new Map<string, Taint>();
  const foreignText = (principal: string): Taint => {
    const known = shown.get(principal) ?? new Taint();
    shown.set(principal, known);
    return known;
  };
  const made: { readonly name: string | undefined; readonly connection: Connection }[] = [];
  for (const { name, config } of chosen)
    made.push({
      name,
      connection: await connect({
        ...connecting,
        config,
        ...(name === undefined
          ? {}
          : {
              foreignText,
              account: { name, others: names.filter((other) => other !== name) },
              otherClients: () =>
                Promise.all(
                  made.filter((other) => other.name !== name).map(({ connection }) => connection.client()),
                ),
            }),
      }),
    });
  const [first] = made;
  const connections = made.map(({ connection }) => connection);
  const [name, second, ...further] = names;
  return {
    connection: {
      client: async () => connections[0]?.client() ?? Promise.reject(new TypeError('no account')),
      pipeline: async (client, account) => {
        const found = account === undefined ? first : made.find((each) => each.name === account);
        if (found === undefined) throw new TypeError('no such account');
        return found.connection.pipeline(client);
      },
      writing: () => connections.some((connection) => connection.writing()),
      sent: () => {
        const all = made.map(({ name, connection }) => ({ name, ...connection.sent() }));
        return {
          requests: all.reduce((sum, { requests }) => sum + requests, 0),
          budgets: all.flatMap(({ name, budgets }) =>
            budgets.map((budget) => (name === undefined ? budget : { ...budget, account: name })),
          ),
        };
      },
    },
    accounts: name === undefined || second === undefined ? undefined : [name, second, ...further],
  };
}
