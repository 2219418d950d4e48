import { AscError } from '../../client/errors.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { readList, type Thing, text } from '../document.ts';
import { listed } from '../listed.ts';
import { notSent } from '../refused.ts';

/** Something that has a price. */
export interface Product {
  readonly kind: 'app' | 'in-app purchase' | 'subscription';
  readonly id: string;
  /** As people know it: `Weather Plus yearly`. */
  readonly name: string;
  readonly productId: string | undefined;
  /** Of in-app purchases and subscriptions: `APPROVED`, `MISSING_METADATA`, … */
  readonly state: string | undefined;
  /** Of subscriptions: `ONE_YEAR`, … */
  readonly period: string | undefined;
  readonly app: { readonly id: string; readonly name: string };
}

/** Words for how long a subscription lasts. */
const periodWords: Readonly<Record<string, string>> = {
  weekly: 'ONE_WEEK',
  monthly: 'ONE_MONTH',
  quarterly: 'THREE_MONTHS',
  'half-yearly': 'SIX_MONTHS',
  yearly: 'ONE_YEAR',
  annual: 'ONE_YEAR',
  annually: 'ONE_YEAR',
};

/** In-app purchases of an app that are looked through. */
const lookedThrough = 2_000;

type World = Pick<ToolContext, 'client' | 'signal' | 'names' | 'catalog'>;

/**
 * The app, or the one in-app purchase or subscription of it that is meant: by id, product id or name, whole before in
 * part; a subscription by its period as well ("yearly"). Throws `unknown_name` or `ambiguous_name`.
 */
export async function readProduct(
  context: World,
  givenApp: string,
  given: string | undefined,
): Promise<Product> {
  return (await readProducts(context, givenApp, given)).product;
}

/** The same for one that it is compared with, from the same reads. */
export async function readProducts(
  context: World,
  givenApp: string,
  given: string | undefined,
  givenOther?: string,
): Promise<{ readonly product: Product; readonly other: Product | undefined }> {
  const id = await context.names.idOf(context.catalog.resource('App'), givenApp, context.signal);
  const app = { id, name: cleanText(givenApp, 60) };
  const wanted = [given, givenOther].map((name) => (name?.trim() === '' ? undefined : name?.trim()));
  const all = wanted.some((name) => name !== undefined) ? await productsOf(context, app) : [];
  const [product = itself(app), other] = wanted.map((name) =>
    name === undefined ? undefined : chosen(all, name, app),
  );
  return { product, other };
}

function itself(app: Product['app']): Product {
  return {
    kind: 'app',
    id: app.id,
    name: app.name,
    productId: undefined,
    state: undefined,
    period: undefined,
    app,
  };
}

async function productsOf(context: World, app: Product['app']): Promise<readonly Product[]> {
  const [purchases, groups] = await Promise.all([
    readList(
      context,
      `/v1/apps/${app.id}/inAppPurchasesV2`,
      { 'fields[inAppPurchases]': 'name,productId,state', limit: '200' },
      lookedThrough,
    ),
    readList(context, `/v1/apps/${app.id}/subscriptionGroups`, {
      include: 'subscriptions',
      'fields[subscriptionGroups]': 'referenceName,subscriptions',
      'fields[subscriptions]': 'name,productId,state,subscriptionPeriod',
      'limit[subscriptions]': '50',
    }),
  ]);
  const subscriptions = groups.data.flatMap((group) => groups.many(group, 'subscriptions'));
  return [
    ...subscriptions.map((one) => productFrom(one, 'subscription', app)),
    ...purchases.data.map((one) => productFrom(one, 'in-app purchase', app)),
  ];
}

function productFrom(thing: Thing, kind: Product['kind'], app: Product['app']): Product {
  return {
    kind,
    id: thing.id,
    name: cleanText(text(thing, 'name') ?? thing.id, 80),
    productId: text(thing, 'productId'),
    state: text(thing, 'state'),
    period: text(thing, 'subscriptionPeriod'),
    app,
  };
}

function chosen(products: readonly Product[], given: string, app: Product['app']): Product {
  const wanted = given.toLowerCase();
  const period = periodWords[wanted.replace(/ (?:plan|subscription)$/, '')];
  const ways: readonly ((product: Product) => boolean)[] = [
    ({ id }) => id === given,
    ({ productId }) => productId?.toLowerCase() === wanted,
    ({ name }) => name.toLowerCase() === wanted,
    ({ name, productId }) =>
      name.toLowerCase().includes(wanted) || (productId ?? '').toLowerCase().includes(wanted),
    (product) => period !== undefined && product.period === period,
  ];
  for (const fits of ways) {
    const found = products.filter(fits);
    const [only] = found;
    if (found.length === 1 && only !== undefined) return only;
    if (found.length > 1) throw several(found, given);
  }
  throw none(products, given, app);
}

function described(products: readonly Product[]): string {
  return listed(
    products.map(({ kind, name, productId, id }) => `${kind} "${name}" (${productId ?? id})`),
    8,
  );
}

function several(found: readonly Product[], given: string): AscError {
  return notSent(
    'ambiguous_name',
    `${found.length} products fit "${cleanText(given, 60)}": ${described(found)}.`,
    'Call again with the product id of the one you mean.',
  );
}

function none(products: readonly Product[], given: string, app: Product['app']): AscError {
  return new AscError({
    code: 'unknown_name',
    message: `${app.name} has no in-app purchase or subscription "${cleanText(given, 60)}".`,
    meaning: `${products.length === 0 ? 'It has none at all' : `It has ${described(products)}`}. Nothing was changed.`,
    next: 'Give a product id or name of it; leave product out for the price of the app itself.',
    outcome: 'not_sent',
  });
}

/** `Weather Plus yearly (subscription of Weather Now)`, or the app's name. */
export function nameOf({ kind, name, app }: Product): string {
  return kind === 'app' ? `${name} (app)` : `${name} (${kind} of ${app.name})`;
}
