import { AscError } from '../../client/errors.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { type Reader, readList, readOne, type Thing, text } from '../document.ts';
import { type Kind, kinds, soldStates } from './kinds.ts';

/** An in-app purchase or subscription of an app, as its lists show it. */
export interface Product {
  readonly kind: Kind;
  readonly id: string;
  /** Reference name. */
  readonly name: string;
  readonly productId: string;
  readonly state: string;
  /** Of subscriptions. */
  readonly group?: Group;
  readonly thing: Thing;
}

/** A subscription group. */
export interface Group {
  readonly id: string;
  readonly name: string;
}

/** An app with everything it sells. */
export interface Catalogue {
  readonly app: { readonly id: string; readonly name: string; readonly primaryLocale: string };
  readonly products: readonly Product[];
  readonly groups: readonly Group[];
}

/** The app by name, bundle id or id, with its products and groups: three requests, one more for a group of over 50. */
export async function readCatalogue(context: ToolContext, given: string): Promise<Catalogue> {
  const { names, catalog, signal } = context;
  const id = await names.idOf(catalog.resource('App'), given, signal);
  const [apps, purchases, groups] = await Promise.all([
    readOne(context, `/v1/apps/${id}`, { 'fields[apps]': 'name,primaryLocale' }),
    readList(context, `/v1/apps/${id}/inAppPurchasesV2`, { limit: '200' }, 2_000),
    readList(context, `/v1/apps/${id}/subscriptionGroups`, {
      include: 'subscriptions',
      'limit[subscriptions]': '50',
      limit: '200',
    }),
  ]);
  const subscriptions: Product[] = [];
  for (const group of groups.data) {
    let members = groups.many(group, 'subscriptions');
    if (members.length >= 50) members = (await subscriptionsOf(context, group.id)).data;
    const own = { id: group.id, name: text(group, 'referenceName') ?? group.id };
    subscriptions.push(...members.map((thing) => ({ ...product(kinds.subscription, thing), group: own })));
  }
  return {
    app: {
      id,
      name: cleanText(text(apps.data[0], 'name') ?? id, 60),
      primaryLocale: text(apps.data[0], 'primaryLocale') ?? 'en-US',
    },
    products: [...purchases.data.map((thing) => product(kinds.in_app_purchase, thing)), ...subscriptions],
    groups: groups.data.map((group) => ({ id: group.id, name: text(group, 'referenceName') ?? group.id })),
  };
}

function subscriptionsOf(context: Reader, group: string) {
  return readList(context, `/v1/subscriptionGroups/${group}/subscriptions`, { limit: '200' }, 1_000);
}

function product(kind: Kind, thing: Thing): Product {
  return {
    kind,
    thing,
    id: thing.id,
    name: text(thing, 'name') ?? thing.id,
    productId: text(thing, 'productId') ?? '',
    state: text(thing, 'state') ?? '',
  };
}

/** The product that is meant: by id, product ID or name, whole before in part ("yearly"). Throws `unknown_name` or `ambiguous_name`. */
export function productNamed({ app, products }: Catalogue, given: string): Product {
  const wanted = given.trim().toLowerCase();
  const same = (value: string): boolean => value.toLowerCase() === wanted;
  const exact = products.filter(({ id, productId }) => id === given.trim() || same(productId));
  const named = exact.length > 0 ? exact : products.filter(({ name }) => same(name));
  const found =
    named.length > 0
      ? named
      : products.filter(
          ({ name, productId }) =>
            name.toLowerCase().includes(wanted) || productId.toLowerCase().includes(wanted),
        );
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const shown = (found.length > 1 ? found : products).slice(0, 8).map(described);
  throw new AscError({
    code: found.length > 1 ? 'ambiguous_name' : 'unknown_name',
    message:
      found.length > 1
        ? `${found.length} products of ${app.name} fit "${cleanText(given, 80)}": ${shown.join(', ')}.`
        : `${app.name} has no product "${cleanText(given, 80)}".`,
    ...(found.length > 1 || shown.length === 0 ? {} : { meaning: `It has: ${shown.join(', ')}.` }),
    next: 'Give the product ID, or the id.',
    outcome: 'not_sent',
  });
}

/** `"Paper themes" (com.example.themes, APPROVED)` */
export function described({ name, productId, state }: Product): string {
  return `"${cleanText(name, 60)}" (${cleanText(productId, 100)}, ${state})`;
}

/** Whether Apple takes it only together with a version, on the website: no product of the kind was ever approved. */
export function isFirst({ products }: Catalogue, kind: Kind): boolean {
  return !products.some((one) => one.kind === kind && soldStates.has(one.state));
}

/** A subscription group by name or id. */
export function groupNamed({ groups }: Catalogue, given: string | undefined): Group | undefined {
  const wanted = given?.trim().toLowerCase();
  return groups.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
}
