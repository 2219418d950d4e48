import { arrayAt, type JsonObject, objectAt, stringAt } from '../../catalog/json.ts';
import type { AssetKind } from '../../catalog/uploads.ts';
import { AscError } from '../../client/errors.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { operationNamed } from '../operation.ts';
import { type Pace, until, type Waiting } from '../until.ts';

/** What Apple says of a file. */
export interface Delivery {
  readonly state: string;
  /** Apple's reasons, cleaned: code and description. */
  readonly reasons: readonly string[];
}

export function deliveryOf(kind: AssetKind, object: unknown): Delivery {
  const attributes = objectAt(object, 'attributes');
  const { attribute, shape, details } = kind.state;
  if (shape === 'word') {
    const faults = details === undefined ? [] : arrayAt(attributes, details);
    return { state: stringAt(attributes, attribute) ?? '', reasons: faults.map(reasonOf) };
  }
  // Videos have the state of the file as long as they have none of their own.
  const value = [attribute, 'assetDeliveryState']
    .map((name) => objectAt(attributes, name))
    .find((one) => typeof one['state'] === 'string');
  return { state: stringAt(value, 'state') ?? '', reasons: arrayAt(value, 'errors').map(reasonOf) };
}

function reasonOf(fault: unknown): string {
  const code = cleanText(stringAt(fault, 'code') ?? 'no code', 80);
  const description = stringAt(fault, 'description');
  return description === undefined ? code : `${code}: ${cleanText(description, 200)}`;
}

const pace: Pace = { first: 500, longest: 5_000 };
/** How long Apple may take when nobody says otherwise. */
const patience = 300_000;

/**
 * Looks until every object is done or failed, or the time is up; the last look is the answer. `look` reads them all.
 */
export async function settled(
  { signal }: ToolContext,
  kind: AssetKind,
  look: () => Promise<ReadonlyMap<string, unknown>>,
  waiting: Waiting = {},
): Promise<ReadonlyMap<string, Delivery>> {
  const ends = [...kind.state.done, ...kind.state.failed];
  const { seen } = await until(
    { signal, pace, atMost: patience, ...waiting },
    async () => new Map([...(await look())].map(([id, object]) => [id, deliveryOf(kind, object)])),
    (deliveries) => [...deliveries.values()].every(({ state }) => ends.includes(state)),
  );
  return seen;
}

/** `settled` for a single object, read by itself. */
export async function settledOne(
  context: ToolContext,
  kind: AssetKind,
  id: string,
  waiting: Waiting = {},
): Promise<Delivery> {
  const look = async () => {
    const found = await readAsset(context, kind, id);
    return new Map<string, unknown>(found === undefined ? [] : [[id, found]]);
  };
  return (await settled(context, kind, look, waiting)).get(id) ?? { state: 'GONE', reasons: [] };
}

/** The object as it is now, `undefined` when it is gone. */
export async function readAsset(
  context: ToolContext,
  kind: AssetKind,
  id: string,
): Promise<JsonObject | undefined> {
  const { path } = operationNamed(context.catalog, `${kind.operations}_getInstance`);
  try {
    const { body } = await context.client.request({
      method: 'GET',
      path: path.replace('{id}', id),
      signal: context.signal,
      verification: true,
    });
    return objectAt(body, 'data');
  } catch (error) {
    if (error instanceof AscError && error.status === 404) return undefined;
    throw error;
  }
}
