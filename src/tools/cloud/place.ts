import { AscError } from '../../client/errors.ts';
import { callText } from '../call-text.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { type Answered, flag, readList, readOne, type Thing, text } from '../document.ts';

/** What Xcode Cloud builds: an app or a framework. */
export interface CiProduct {
  readonly id: string;
  /** Cleaned. */
  readonly name: string;
}

export interface CiWorkflow {
  readonly id: string;
  /** Cleaned. */
  readonly name: string;
  readonly enabled: boolean;
  readonly repository: string | undefined;
  /** With the start conditions. */
  readonly attributes: Thing['attributes'];
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The product of an app, or the one that is called so; without a name the only one there is. */
export async function findProduct(context: ToolContext, given: string | undefined): Promise<CiProduct> {
  const name = given?.trim();
  if (name === undefined) return onlyOne(await products(context, {}));
  if (uuid.test(name)) {
    const found = (await products(context, {})).find(({ id }) => id === name.toLowerCase());
    if (found !== undefined) return found;
  }
  const app = await appOf(context, name);
  const found = app === undefined ? [] : await products(context, { 'filter[app]': app });
  const [product] = found;
  if (product !== undefined) return product;
  const all = await products(context, {});
  const called = all.filter((one) => one.name.toLowerCase() === name.toLowerCase());
  if (called.length > 0) return onlyOne(called);
  throw new AscError({
    code: app === undefined ? 'unknown_name' : 'no_ci_product',
    message:
      app === undefined
        ? `No app and no Xcode Cloud product is called "${cleanText(name, 80)}".`
        : `"${cleanText(name, 80)}" has no Xcode Cloud product.`,
    meaning: `${all.length === 0 ? 'There are no products at all' : `There are: ${listed(all)}`}. Products are made in Xcode only, with the first workflow (Integrate → Create Workflow).`,
    next: 'Name one of these as app, or set Xcode Cloud up in Xcode.',
    outcome: 'not_sent',
  });
}

/** `undefined` when no app is called so: it may be a product's name. An ambiguous one is an error. */
async function appOf({ names, catalog, signal }: ToolContext, name: string): Promise<string | undefined> {
  try {
    return await names.idOf(catalog.resource('App'), name, signal);
  } catch (error) {
    if (error instanceof AscError && error.code === 'unknown_name') return undefined;
    throw error;
  }
}

async function products(
  context: ToolContext,
  filter: Readonly<Record<string, string>>,
): Promise<readonly CiProduct[]> {
  const found = await readList(context, '/v1/ciProducts', {
    ...filter,
    'fields[ciProducts]': 'name,productType',
  });
  return found.data.map((one) => ({ id: one.id, name: cleanText(text(one, 'name') ?? one.id, 60) }));
}

function onlyOne(found: readonly CiProduct[]): CiProduct {
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new AscError({
    code: only === undefined ? 'no_ci_product' : 'ambiguous_name',
    message:
      only === undefined
        ? 'This team has no Xcode Cloud product.'
        : `${found.length} Xcode Cloud products fit: ${listed(found)}.`,
    ...(only === undefined ? { meaning: 'Products are made in Xcode only, with the first workflow.' } : {}),
    next: only === undefined ? 'Set Xcode Cloud up in Xcode.' : 'Say which with app, by name or id.',
    outcome: 'not_sent',
  });
}

function listed(found: readonly CiProduct[]): string {
  return found
    .slice(0, 8)
    .map(({ id, name }) => `"${name}" (id ${id})`)
    .join(', ');
}

/** The workflows of a product. */
export async function readWorkflows(
  context: ToolContext,
  product: CiProduct,
): Promise<readonly CiWorkflow[]> {
  const found = await readList(context, `/v1/ciProducts/${product.id}/workflows`, { include: 'repository' });
  return found.data.map((one) => workflowOf(found, one));
}

/** One workflow; `undefined` where it is gone. */
export async function readWorkflow(context: ToolContext, id: string): Promise<CiWorkflow | undefined> {
  const found = await readOne(context, `/v1/ciWorkflows/${id}`, { include: 'repository' });
  const [workflow] = found.data;
  return workflow === undefined ? undefined : workflowOf(found, workflow);
}

function workflowOf(found: Answered, one: Thing): CiWorkflow {
  return {
    id: one.id,
    name: cleanText(text(one, 'name') ?? one.id, 60),
    enabled: flag(one, 'isEnabled') !== false,
    repository: found.ids(one, 'repository')[0],
    attributes: one.attributes,
  };
}

/** The workflow that is meant; without a name the only one. Throws `unknown_name` or `ambiguous_name`. */
export function chooseWorkflow(
  workflows: readonly CiWorkflow[],
  given: string | undefined,
  product: CiProduct,
): CiWorkflow {
  const name = given?.trim().toLowerCase();
  const fitting =
    name === undefined
      ? workflows
      : workflows.filter((one) => one.id === name || one.name.toLowerCase() === name);
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only;
  const all = (fitting.length > 0 ? fitting : workflows).map(
    (one) => `"${one.name}" (id ${one.id}${one.enabled ? '' : ', disabled'})`,
  );
  throw new AscError({
    code: only === undefined ? 'unknown_name' : 'ambiguous_name',
    message:
      only === undefined
        ? `${product.name} has no workflow ${given === undefined ? 'yet' : `called "${cleanText(given, 60)}"`}.`
        : `${fitting.length} workflows of ${product.name} fit.`,
    ...(all.length === 0 ? {} : { meaning: `There are: ${all.slice(0, 12).join(', ')}.` }),
    next:
      all.length === 0
        ? 'Make a workflow in Xcode first.'
        : `Say which with workflow, by name or id; ${callText('asc_ci_status', { app: product.id })} shows their runs.`,
    outcome: 'not_sent',
  });
}
