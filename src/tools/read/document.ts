import type { Operation } from '../../catalog/index.ts';
import { arrayAt, isObject, stringAt } from '../../catalog/json.ts';
import type { Answer } from '../answer.ts';
import type { ToolContext } from '../context.ts';
import { foreignIn } from '../foreign.ts';
import { documentParts, indexIncluded, shapeResource, shapeValue } from '../shape.ts';
import { answerBudget, estimateTokens } from '../tokens.ts';

/** What a read of one object or one document was asked for. */
export interface DocumentRequest {
  readonly operation: Operation | undefined;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly accept?: string;
  readonly saveTo: string | undefined;
}

/** Reads one object (related ones joined in), one linkage, or a document of its own shape. */
export async function readDocument(context: ToolContext, request: DocumentRequest): Promise<Answer> {
  const { body } = await context.client.request({
    method: 'GET',
    path: request.path,
    query: request.query,
    signal: context.signal,
    ...(request.accept === undefined ? {} : { accept: request.accept }),
  });
  const shaped = shapeDocument(body);
  const title =
    stringAt(isObject(body) ? body['data'] : undefined, 'type') ?? request.operation?.id ?? request.path;
  if (shaped === undefined) return { head: [`${title}: none.`] };
  const text = JSON.stringify(shaped);
  const foreign = foreignOf(context, request, body);
  if (request.saveTo === undefined && estimateTokens(text) <= answerBudget)
    return { head: [title], data: text, foreign };
  return save(context, request, shaped, title);
}

/** Apple's document without its wrapping. `undefined` when there is nothing in it. */
function shapeDocument(body: unknown): unknown {
  if (!isObject(body)) return shapeValue(body);
  const data = body['data'];
  if (Array.isArray(data)) {
    const { included } = documentParts(body);
    return shapeValue(
      data.map((item) => (isObject(item) && 'id' in item ? shapeResource(item, included) : item)),
    );
  }
  if (isObject(data)) {
    return shapeResource(data, indexIncluded(arrayAt(body, 'included')));
  }
  return 'data' in body ? undefined : shapeValue(body);
}

/** A document of its own shape (diagnostics, metrics) may quote anybody. */
function foreignOf(context: ToolContext, request: DocumentRequest, body: unknown): Answer['foreign'] {
  const data = isObject(body) ? body['data'] : undefined;
  const objects = [...(Array.isArray(data) ? data : [data]), ...arrayAt(body, 'included')];
  if (request.operation?.returns.kind === 'document') return { kind: request.operation.group, count: 1 };
  return foreignIn(context.catalog, objects);
}

async function save(
  context: ToolContext,
  request: DocumentRequest,
  shaped: unknown,
  title: string,
): Promise<Answer> {
  const stem = request.path
    .split('/')
    .filter((part) => /^[A-Za-z]/.test(part) && !/^v\d+$/.test(part))
    .join('-');
  const file = await context.files.create(request.saveTo ?? `${stem}.json`, request.saveTo === undefined);
  await file.write(`${JSON.stringify(shaped, null, 1)}\n`);
  const bytes = await file.finish();
  const keys = isObject(shaped) ? Object.keys(shaped) : [];
  return {
    head: [
      `${title}, complete: true`,
      `saved: ${file.path} (${bytes} bytes of JSON${keys.length > 0 ? `: ${keys.slice(0, 20).join(', ')}` : ''})`,
    ],
  };
}
