import type { Catalog, Operation, Resource } from '../catalog/index.ts';
import { objectAt, stringAt } from '../catalog/json.ts';
import { lookups } from '../catalog/lookups.ts';
import { AscError } from '../client/errors.ts';
import type { AscClient } from '../client/types.ts';
import { resourceInWords } from '../guard/titles.ts';
import { cleanText } from './clean.ts';

/** Objects of which an app (`Weather Now`), or a part of one (`Weather Now/3.2`), has exactly one or none. */
const parents = { app: ['App'], part: ['AppStoreVersion', 'Build', 'AppInfo'] } as const;

/** First part of the ids of the operations that start from them, and what follows the app's name in theirs. */
const known: { readonly [parent: string]: { readonly group: string; readonly after: string } } = {
  App: { group: 'apps', after: '' },
  AppStoreVersion: { group: 'appStoreVersions', after: '/3.2' },
  Build: { group: 'builds', after: '/412' },
  AppInfo: { group: 'appInfos', after: '/PREPARE_FOR_SUBMISSION' },
};

/** How an object without a name of its own is reached by the name of the only thing that has it. */
export interface OnlyChild {
  readonly parent: Resource;
  /** Reads it, by the id of the parent. */
  readonly operation: Operation;
}

/** The way to an object of this resource by what it belongs to; undefined where it has names, or there are several. */
export function onlyChild(
  catalog: Catalog,
  resource: Resource,
  of: keyof typeof parents,
): OnlyChild | undefined {
  if (lookups[resource.name] !== undefined) return undefined;
  for (const name of parents[of]) {
    const parent = catalog.resource(name);
    const operation = catalog
      .operationIds()
      .map((id) => catalog.operation(id))
      .find(
        (one) =>
          one?.deprecated === false &&
          one.group === known[name]?.group &&
          one.id.endsWith('_getToOneRelated') &&
          one.returns.kind === 'object' &&
          one.returns.resource === resource.name,
      );
    if (parent !== undefined && operation !== undefined) return { parent, operation };
  }
  return undefined;
}

/** How such an object of an app is named: `"Weather Now/3.2" (its App Store version)`. */
export function nameOfPart({ parent }: OnlyChild, app: string): string {
  return `"${app}${known[parent.name]?.after ?? ''}" (its ${resourceInWords(parent)})`;
}

/** A name rather than an id: no letters of an id, or shorter than ids without a lookup are. */
export function looksLikeName(value: string): boolean {
  return !/^[A-Za-z0-9._~=-]+$/.test(value) || (value.length < 16 && !/^\d+$/.test(value));
}

/** The id of the only child. Throws `unknown_name` where the parent has none. */
export async function onlyChildOf(
  client: AscClient,
  { parent, operation }: OnlyChild,
  parentId: string,
  value: string,
  signal: AbortSignal,
): Promise<string> {
  const path = operation.path.replace('{id}', parentId);
  const found = await client.request({ method: 'GET', path, signal }).catch((error: unknown) => {
    if (error instanceof AscError && error.status === 404) return undefined;
    throw error;
  });
  const id = stringAt(objectAt(found?.body, 'data'), 'id');
  if (id !== undefined) return id;
  const what = path.split('/').at(-1) ?? '';
  throw new AscError({
    code: 'unknown_name',
    message: `The ${resourceInWords(parent)} "${cleanText(value, 80)}" has no ${what}.`,
    next: `asc_find_operations {"query":"create ${what}"} tells how it gets one, if the API can.`,
    outcome: 'not_sent',
  });
}
