import { Catalog, type OperationData, type ResourceData } from '../../src/catalog/index.ts';

/** An operation of a small API: as in the catalogue, with what it can join in as a list of words. */
export type SmallOperation = Omit<OperationData, 'method' | 'path'> & { readonly include?: string };

/** An API of a few resources. Operations are named by method and path, `GET /v1/apps/{id}`, and that is their id. */
export function smallCatalog(
  resources: Readonly<Record<string, ResourceData>>,
  operations: Readonly<Record<`${OperationData['method']} ${string}`, SmallOperation>>,
): Catalog {
  const enums: Record<string, string> = {};
  const data: Record<string, OperationData> = {};
  for (const [id, { include, ...operation }] of Object.entries(operations)) {
    const [method, path = ''] = id.split(' ');
    if (method !== 'GET' && method !== 'POST' && method !== 'PATCH' && method !== 'DELETE')
      throw new Error(`${id} has no method.`);
    const name = `Include${Object.keys(enums).length}`;
    if (include !== undefined) enums[name] = include;
    const query = { ...operation.query, ...(include === undefined ? {} : { include: `@${name}[]` }) };
    data[id] = { ...operation, method, path, query };
  }
  return new Catalog({ api: '0', enums, schemas: {}, resources, inlines: {}, operations: data });
}
