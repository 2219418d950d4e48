import { createClient } from '../../client/client.ts';
import { AscError } from '../../client/errors.ts';
import { accountConfigs, type NamedConfig } from '../../setup/chosen.ts';
import { credentialsOf } from '../credentials.ts';
import { accountChecks } from './account-checks.ts';
import { type Finding, type Found, fault, ok } from './finding.ts';
import { machineChecks, type Surroundings, stumbled } from './machine-checks.ts';

/** Runs every check and takes what they find, in the order of the tables. Never throws. */
export async function examine(surroundings: Surroundings, signal: AbortSignal): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const add = (check: string, found: readonly Found[]): void => {
    for (const each of found) findings.push({ check, ...each });
  };
  for (const { name, run } of machineChecks) {
    try {
      add(name, await run(surroundings));
    } catch (error) {
      add(name, [stumbled(error)]);
    }
  }
  if (surroundings.config.sandbox) return findings;
  let accounts: readonly NamedConfig[] = [];
  try {
    accounts = accountConfigs(surroundings.config);
  } catch {
    // Said under "configuration".
  }
  for (const account of accounts)
    findings.push(...(await examineAccount(account, accounts.length > 1, signal)));
  return findings;
}

async function examineAccount(
  { name, config }: NamedConfig,
  several: boolean,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const titled = (check: string): string => (several && name !== undefined ? `${check} (${name})` : check);
  const credentials = await credentialsOf(config);
  if (credentials instanceof AscError)
    return [{ check: titled('key'), ...fault(credentials.message, credentials.next) }];
  const kind = credentials.issuerId === undefined ? 'individual key' : 'team key';
  const findings: Finding[] = [
    { check: titled('key'), ...ok(`${credentials.keyId}, a readable P-256 key (${kind})`) },
  ];
  const client = createClient({
    credentials,
    // Said by the check, and not in between.
    ...(config.scopedTokens ? { onScopeRefused: () => {} } : {}),
    ...(config.baseUrl === undefined ? {} : { baseUrl: config.baseUrl }),
  });
  try {
    for (const check of accountChecks) {
      const found = await check.run(client, signal);
      findings.push(...found.map((each) => ({ check: titled(check.name), ...each })));
      // Without an answer there is nothing more to learn from this key.
      if (found.some(({ level }) => level === 'fault')) break;
    }
  } catch (error) {
    findings.push({ check: titled('key'), ...stumbled(error) });
  } finally {
    await client.close();
  }
  return findings;
}
