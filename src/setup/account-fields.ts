import { statSync } from 'node:fs';
import { isIssuerId, isKeyId } from '../client/key.ts';
import type { Config } from '../config.ts';
import { ConfigError } from '../config.ts';
import { type Account, type Accounts, accountName } from './accounts.ts';
import type { Guide } from './guide.ts';
import { type GivenKey, keyIdIn, typedPath } from './key.ts';

/** What flags say of the account; everything else is taken from what is known, or asked for. */
export interface AccountFlags {
  readonly account?: string;
  readonly keyId?: string;
  readonly issuerId?: string;
  readonly keyFile?: string;
  readonly vendorNumber?: string;
}

export interface AccountFields {
  readonly name: string;
  readonly given: GivenKey;
  readonly vendorNumber: string | undefined;
}

/**
 * Name, key and vendor number of the account: flags first, then what is kept under that name, then the environment, then
 * the person. Throws `ConfigError` with the flag for what nobody said.
 */
export async function accountFields(
  flags: AccountFlags,
  kept: Accounts | undefined,
  config: Config,
  guide: Guide,
): Promise<AccountFields> {
  const suggestion = kept?.default ?? 'default';
  const name =
    flags.account ??
    config.account ??
    (await guide.ask('Name of this account (letters, digits, dashes)', { suggestion, wrong: noName })) ??
    suggestion;
  refuse(noName(name));
  const known = kept !== undefined && Object.hasOwn(kept.accounts, name) ? kept.accounts[name] : undefined;
  const given = await keyFields(flags, known, config, guide);
  const vendorNumber =
    flags.vendorNumber ??
    known?.vendorNumber ??
    config.vendorNumber ??
    (known === undefined
      ? await guide.ask('Vendor number, for sales and finance reports (Enter for none)', {
          wrong: noVendorNumber,
        })
      : undefined);
  if (vendorNumber !== undefined) refuse(noVendorNumber(vendorNumber));
  return { name, given, vendorNumber };
}

/** A key that is given anew replaces the one that is kept, as a whole: no field of one goes with another. */
async function keyFields(
  flags: AccountFlags,
  known: Account | undefined,
  config: Config,
  guide: Guide,
): Promise<GivenKey> {
  const anew = flags.keyFile !== undefined || flags.keyId !== undefined;
  if (!anew && known !== undefined)
    return { keyId: known.keyId, issuerId: flags.issuerId ?? known.issuerId, key: known.key };
  if (!anew && config.keyId !== undefined && config.key !== undefined)
    return {
      keyId: config.keyId,
      issuerId: flags.issuerId ?? config.issuerId,
      key: 'path' in config.key ? { path: typedPath(config.key.path) } : config.key,
    };
  if (flags.keyFile === undefined)
    guide.say(
      'Make a key in App Store Connect → Users and Access → Integrations, and download its .p8 file.',
    );
  const path = flags.keyFile ?? (await guide.ask('Path of the .p8 file', { wrong: noFile }));
  if (path === undefined) throw missing('--key-file <file>', 'the path of the .p8 file');
  const file = typedPath(path);
  const keyId =
    flags.keyId ?? keyIdIn(file) ?? (await guide.ask('Key ID (ten characters)', { wrong: noKeyId }));
  if (keyId === undefined) throw missing('--key-id <id>', 'the key id');
  const issuerId =
    flags.issuerId ??
    (await guide.ask('Issuer ID (above the list of keys; Enter for an individual key)', {
      wrong: noIssuerId,
    }));
  return { keyId, issuerId: issuerId === '' ? undefined : issuerId, key: { path: file } };
}

function missing(flag: string, what: string): ConfigError {
  return new ConfigError(`Nobody said ${what}. Give it with ${flag}.`);
}

function noName(text: string): string | undefined {
  if (accountName.test(text)) return undefined;
  return `"${text.slice(0, 40)}" is no name for an account: small letters, digits and dashes, at most 31.`;
}

function noVendorNumber(text: string): string | undefined {
  if (/^\d{5,12}$/.test(text)) return undefined;
  return `"${text.slice(0, 20)}" is no vendor number: digits, from Payments and Financial Reports.`;
}

function noFile(text: string): string | undefined {
  const path = typedPath(text);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return undefined;
  return `There is no file ${path}. It can be dragged into this window.`;
}

function noKeyId(text: string): string | undefined {
  return isKeyId(text) ? undefined : 'A key id is ten letters and digits; it stands in the list of keys.';
}

function noIssuerId(text: string): string | undefined {
  return isIssuerId(text) ? undefined : 'An issuer id is a UUID; a copy button stands beside it.';
}

function refuse(problem: string | undefined): void {
  if (problem !== undefined) throw new ConfigError(problem);
}
