/**
 * What the API is, as compact data. The committed file is generated/catalog.json; `compile.ts` makes it from an
 * OpenAPI document, `index.ts` reads it, `schema.ts` expands it to JSON Schema.
 *
 * Notation of a schema (`SchemaNode`):
 * - a string is a scalar: `string`, `integer`, `boolean`, `number`, `any`, with a format `string:date-time`, a
 *   range `integer 1..200`, an enum of the catalogue `@Platform`, a named schema `#ImageAsset`; then, in this
 *   order, `?` nullable, `[]` a list of it, `!` deprecated;
 * - an array of one is a list of that node;
 * - an object is an object; a key that ends in `*` is required, the key `...` types further keys.
 *
 * Notation of a link: the resource (`App`) or, in bodies and linkages, the JSON:API type (`apps`); `[]` behind it
 * means to-many, `~` before it means that Apple gives only a link, never `data`, `!` behind it deprecated.
 */
export type SchemaNode = string | readonly [SchemaNode] | { readonly [key: string]: SchemaNode };

export interface ResourceData {
  /** JSON:API type, not unique: `InAppPurchase` and `InAppPurchaseV2` are both `inAppPurchases`. */
  readonly type: string;
  readonly attributes?: { readonly [name: string]: SchemaNode };
  /** Name → link to a resource by its name in the catalogue (or `?type` where no operation tells which). */
  readonly relationships?: { readonly [name: string]: string };
  readonly deprecated?: true;
}

/** A request body `{data: {type, id, attributes, relationships}, included}` or a relationship's linkage. */
export interface BodyData {
  /** JSON:API type of `data`; with `linkage`, `apps` or `apps[]`. */
  readonly type: string;
  readonly linkage?: true;
  /** `data: null` clears a to-one linkage. */
  readonly nullable?: true;
  /** Members of `data` that must be there, as the document says, separated by spaces. */
  readonly required?: string;
  readonly hasId?: true;
  readonly attributes?: { readonly [name: string]: SchemaNode };
  /** Name (`*` = required) → link by type. */
  readonly relationships?: { readonly [name: string]: string };
  /** Inline creates that may stand in `included`, by name in `inlines`. */
  readonly included?: string;
  /** One of these sets of further required names must be complete. */
  readonly alternatives?: readonly { readonly attributes?: string; readonly relationships?: string }[];
}

export interface OperationData {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Query parameters except the `fields[...]` ones whose values are all fields of the type. */
  readonly query?: { readonly [name: string]: SchemaNode };
  /** Types with `fields[type]`, whose values are the enum `fields:type`. */
  readonly fields?: string;
  readonly body?: BodyData;
  /**
   * `App` an object, `App[]` a list, `~apps`/`~apps[]` a linkage, `=Name` a document of its own shape, absent:
   * no content.
   */
  readonly returns?: string;
  /** Media types beside or instead of JSON, separated by spaces. */
  readonly media?: string;
  readonly deprecated?: true;
}

/** The committed file. */
export interface CatalogData {
  /** Version of the API document. */
  readonly api: string;
  /** Enum values separated by spaces. */
  readonly enums: { readonly [name: string]: string };
  readonly schemas: { readonly [name: string]: SchemaNode };
  readonly resources: { readonly [name: string]: ResourceData };
  readonly inlines: { readonly [name: string]: BodyData };
  readonly operations: { readonly [id: string]: OperationData };
}
