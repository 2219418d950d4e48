import { randomUUID } from 'node:crypto';
import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError } from '@modelcontextprotocol/server';
import { deprecationOf } from '../catalog/deprecations.ts';
import type { Catalog, Operation } from '../catalog/index.ts';
import { AscError } from '../client/errors.ts';
import { cleanText } from '../tools/clean.ts';
import { describeOperation } from '../tools/describe/text.ts';
import { errorText, unexpectedText } from '../tools/errors.ts';
import { redact } from '../tools/redact.ts';
import type { Pipeline } from '../tools/run.ts';
import { guides } from './guides.ts';
import { readPlace } from './read.ts';
import { Space } from './space.ts';
import { parseUri, uriOf } from './uri.ts';

/** Templates of one page: some 12 kB. */
const templatesOfPage = 200;

/** The account changes under our hands; what this version says does not. */
const account = { ttlMs: 30_000, cacheScope: 'private' } as const;
const lasting = { ttlMs: 3_600_000, cacheScope: 'public' } as const;

const json = 'application/json';
const markdown = 'text/markdown';

const spaces = new WeakMap<Catalog, Space>();

/** What can be browsed with this catalogue; worked out once. */
export function spaceOf(catalog: Catalog): Space {
  const known = spaces.get(catalog);
  if (known !== undefined) return known;
  const space = new Space(catalog);
  spaces.set(catalog, space);
  return space;
}

/** The places where browsing begins: guides and the collections of the team. */
export function listResources(catalog: Catalog) {
  return {
    resources: [
      ...Object.entries(guides).map(([name, { title, description }]) => ({
        uri: `asc://guide/${name}`,
        name: `guide/${name}`,
        title,
        description,
        mimeType: markdown,
      })),
      ...spaceOf(catalog).roots.map((operation) => ({
        uri: uriOf(operation.path),
        name: nameOf(operation),
        mimeType: json,
      })),
    ],
  };
}

/** A page of the templates, one for each kind of object, related list and related object. Throws on a foreign cursor. */
export function listTemplates(catalog: Catalog, cursor: string | undefined) {
  const { templates } = spaceOf(catalog);
  const at = cursor === undefined ? 0 : /^\d{1,6}$/.test(cursor) ? Number(cursor) : -1;
  if (at < 0 || at >= templates.length)
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Invalid cursor');
  const rows = templates.slice(at, at + templatesOfPage).map((operation) => ({
    name: nameOf(operation),
    uriTemplate: uriOf(operation.path),
    ...(operation.deprecated ? { description: deprecatedText(operation) } : {}),
  }));
  const more = at + templatesOfPage < templates.length;
  const described = {
    name: 'operations',
    uriTemplate: 'asc://operations/{id}',
    description: 'What an operation of the API takes, does and risks',
  };
  return {
    resourceTemplates: at === 0 ? [described, ...rows] : rows,
    ...(more ? { nextCursor: String(at + templatesOfPage) } : {}),
  };
}

function nameOf(operation: Operation): string {
  return uriOf(operation.path).replace('asc://', '').replace('/{id}', '');
}

function deprecatedText(operation: Operation): string {
  const instead = deprecationOf(operation.id)?.instead;
  return instead === undefined ? 'Deprecated' : `Deprecated; instead: ${instead}`;
}

/**
 * What stands at an address. A place that does not exist and one that this key cannot see are answered alike, and so is
 * every address that is not ours; nothing is sent for those.
 */
export async function readResource(uri: string, pipeline: Pipeline, signal: AbortSignal) {
  const { catalog } = pipeline.context;
  const address = parseUri(uri);
  if (address === undefined) throw notFound(uri);
  const [head, name = '', ...rest] = address.segments;
  if (head === 'guide' || head === 'operations') {
    const text = rest.length > 0 || address.cursor !== undefined ? undefined : fixedText(catalog, head, name);
    if (text === undefined) throw notFound(uri);
    return { contents: [{ uri, mimeType: head === 'guide' ? markdown : 'text/plain', text }], ...lasting };
  }
  const space = spaceOf(catalog);
  const spot = space.spot(address.segments);
  if (spot === undefined) throw notFound(uri);
  const { operation, given } = spot;
  if (address.cursor !== undefined && operation.returns.kind !== 'list') throw notFound(uri);
  try {
    const { names } = pipeline.context;
    const id = given === undefined ? undefined : await names.idOf(names.owner(operation), given, signal);
    const text = await readPlace(
      space,
      { ...pipeline.context, signal },
      {
        operation,
        ...(id === undefined ? {} : { id }),
        ...(address.cursor === undefined ? {} : { cursor: address.cursor }),
      },
      pipeline.secrets,
    );
    return { contents: [{ uri, mimeType: json, text }], ...account };
  } catch (error) {
    throw failure(error, uri, spot.given !== undefined, pipeline);
  }
}

function fixedText(catalog: Catalog, head: string, name: string): string | undefined {
  if (head === 'guide') return Object.hasOwn(guides, name) ? guides[name]?.text() : undefined;
  const operation = catalog.operation(name);
  return operation === undefined
    ? undefined
    : describeOperation(catalog, operation, spaceOf(catalog).owner(operation));
}

/** Codes of addresses that lead nowhere, found without or by asking. */
const nowhere = new Set(['unknown_name', 'bad_id', 'bad_path']);

function failure(error: unknown, uri: string, single: boolean, pipeline: Pipeline): Error {
  if (error instanceof AscError) {
    const hidden = error.status === 404 || (error.status === 403 && single && !isAgreement(error));
    if (hidden || nowhere.has(error.code)) return notFound(uri);
    const code =
      error.code === 'bad_cursor' || error.code === 'ambiguous_name'
        ? ProtocolErrorCode.InvalidParams
        : ProtocolErrorCode.InternalError;
    return new ProtocolError(code, redact(errorText(error), pipeline.secrets));
  }
  const reference = randomUUID().slice(0, 8);
  pipeline.log(
    `${reference} resource: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  return new ProtocolError(ProtocolErrorCode.InternalError, unexpectedText(reference));
}

/** A missing agreement closes everything, so it tells nothing about the object. */
function isAgreement(error: AscError): boolean {
  return error.entries.some(({ code }) => code.startsWith('FORBIDDEN.REQUIRED_AGREEMENTS'));
}

function notFound(uri: string): ResourceNotFoundError {
  const shown = cleanText(uri, 300);
  return new ResourceNotFoundError(shown, `Nothing that this key can see is at ${shown}.`);
}
