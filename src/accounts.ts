import { isObject } from './catalog/json.ts';
import type { listingOf } from './tools/define.ts';

/** The accounts that a server speaks for, the default one first; more than one, or there is nothing to choose. */
export type AccountNames = readonly [string, string, ...string[]];

type Listing = ReturnType<typeof listingOf>;

/** A tool as it stands in the list when there are several accounts: it takes the name of one. */
export function withAccountArgument(listing: Listing, names: AccountNames): Listing {
  const { properties } = listing.inputSchema;
  return {
    ...listing,
    inputSchema: {
      ...listing.inputSchema,
      properties: {
        ...(isObject(properties) ? properties : {}),
        account: { type: 'string', enum: [...names], description: `Default ${names[0]}` },
      },
    },
  };
}

/** Which account a call is for, and its other arguments. `unknown` is what was given when there is no such account. */
export function takeAccount(
  args: unknown,
  names: AccountNames,
): { readonly account: string; readonly rest: unknown } | { readonly unknown: string } {
  if (!isObject(args) || args['account'] === undefined) return { account: names[0], rest: args };
  const { account, ...rest } = args;
  const known = names.find((name) => name === account);
  return known === undefined ? { unknown: String(account).slice(0, 60) } : { account: known, rest };
}
