import { parse } from 'csv-parse/sync';
import type { Operation } from '../../catalog/index.ts';
import type { Answer } from '../answer.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import type { SavedFile } from '../files.ts';
import type { Shaped } from '../shape.ts';
import { table } from '../table.ts';
import { answerBudget, estimateTokens } from '../tokens.ts';

/** A read whose answer is a report: compressed TSV, CSV. */
export interface MediaRequest {
  readonly operation: Operation;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly columns: readonly string[] | undefined;
  readonly saveTo: string | undefined;
}

/** Text that is kept in memory; a longer report goes to a file by itself. */
const memoryCap = 1 << 20;

/** Streams a report, decompressed, into an answer when it is short and into a file when it is not. */
export async function readMedia(context: ToolContext, request: MediaRequest): Promise<Answer> {
  const accept = request.operation.media[0] ?? 'text/csv';
  const extension = accept === 'text/csv' ? 'csv' : 'tsv';
  const chunks: Uint8Array[] = [];
  let held = 0;
  let file: SavedFile | undefined;
  const toFile = async (): Promise<SavedFile> => {
    file = await context.files.create(
      request.saveTo ?? `${request.operation.group}.${extension}`,
      request.saveTo === undefined,
    );
    for (const chunk of chunks.splice(0)) await file.write(chunk);
    return file;
  };
  if (request.saveTo !== undefined) await toFile();
  try {
    const { bytes } = await context.client.stream(
      { method: 'GET', path: request.path, query: request.query, accept, signal: context.signal },
      async (chunk) => {
        if (file !== undefined) return file.write(chunk);
        chunks.push(chunk);
        held += chunk.byteLength;
        if (held > memoryCap) await toFile();
      },
    );
    context.progress(bytes, undefined, 'bytes read');
  } catch (error) {
    await file?.discard();
    throw error;
  }
  if (file === undefined) {
    const text = Buffer.concat(chunks).toString('utf8');
    const answer = asTable(request, text);
    if (answer !== undefined) return answer;
    await toFile();
  }
  if (file === undefined) return { head: ['Nothing was read.'] };
  const saved: SavedFile = file;
  const size = await saved.finish();
  return {
    head: [
      `${request.operation.group}: complete: true`,
      `saved: ${saved.path} (${size} bytes, ${extension.toUpperCase()})`,
    ],
    tail: ['For a short answer name the columns you need, for example "columns":["Title","Units"].'],
  };
}

/** The report as a table, or undefined when it is too long for an answer. */
function asTable(request: MediaRequest, text: string): Answer | undefined {
  const comma = request.operation.media[0] === 'text/csv';
  // Apple's tab-separated reports quote nothing; a quotation mark in them is a quotation mark.
  const [header = [], ...lines] = parse(text, {
    delimiter: comma ? ',' : '\t',
    quote: comma ? '"' : false,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  });
  const rows = lines.map(
    (cells): Shaped =>
      Object.fromEntries(
        header.map((name, index) => [name.replaceAll('.', ' '), cleanText(cells[index] ?? '')]),
      ),
  );
  const columns = (request.columns ?? header).map((name) => name.replaceAll('.', ' '));
  const made = table(rows, columns);
  const same = Object.entries(made.same).map(([name, value]) => `${name}=${value}`);
  const data = [...(same.length > 0 ? [`all rows: ${same.join(', ')}`] : []), ...made.lines].join('\n');
  if (estimateTokens(data) > answerBudget) return undefined;
  return {
    head: [`${request.operation.group}: ${rows.length} rows, complete: true`],
    data,
    foreign: { kind: request.operation.group, count: rows.length },
  };
}
