import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { systemCode } from '../client/system-code.ts';
import { ConfigError } from '../config.ts';
import { privateFolder, replaceFile } from '../guard/private-file.ts';

/** One key of Apple's under a name that people chose. The key itself is elsewhere. */
export const accountSchema = z.strictObject({
  keyId: z.string(),
  issuerId: z.string().optional(),
  /** Where the key is: a file, or the system's keychain under the key's id. */
  key: z.union([z.strictObject({ path: z.string() }), z.strictObject({ keychain: z.literal(true) })]),
  vendorNumber: z.string().optional(),
  /** Of a sandbox on this computer instead of Apple. */
  baseUrl: z.string().optional(),
});

/** Letters, digits and dashes: it stands in commands and as a value of an argument. */
export const accountName = /^[a-z0-9][a-z0-9-]{0,30}$/;

const fileSchema = z
  .strictObject({
    version: z.literal(1),
    /** Which one is meant when none is named. */
    default: z.string(),
    accounts: z.record(z.string().regex(accountName), accountSchema),
  })
  .refine((file) => Object.hasOwn(file.accounts, file.default), {
    message: 'the default is none of the accounts',
    path: ['default'],
  });

export type Account = z.output<typeof accountSchema>;
export type Accounts = z.output<typeof fileSchema>;

/** Where the names of accounts are kept. */
function accountsFile(userFolder: string): string {
  return join(userFolder, 'accounts.json');
}

/** The accounts of this user; `undefined` when there are none. Throws `ConfigError` for a file that is not one. */
export function readAccounts(userFolder: string): Accounts | undefined {
  const path = accountsFile(userFolder);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw new ConfigError(`${path} cannot be read by this user. Correct its rights: chmod 600 "${path}"`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ConfigError(`${path} is not JSON. Correct it, or remove it and run: asc-mcp setup`);
  }
  const parsed = fileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ConfigError(
    `${path}: ${issue?.path.join('.') || 'file'}: ${issue?.message ?? 'not valid'}. Correct it, or run: asc-mcp setup`,
  );
}

/** The file with an account added, or changed. The first one is the default until another is made it. */
export function withAccount(
  accounts: Accounts | undefined,
  name: string,
  account: Account,
  asDefault = false,
): Accounts {
  return {
    version: 1,
    default: asDefault || accounts === undefined ? name : accounts.default,
    accounts: { ...accounts?.accounts, [name]: account },
  };
}

/** Keeps the accounts, readable for their owner alone. */
export async function writeAccounts(userFolder: string, accounts: Accounts): Promise<void> {
  await privateFolder(userFolder);
  await replaceFile(accountsFile(userFolder), `${JSON.stringify(accounts, null, 2)}\n`);
}
