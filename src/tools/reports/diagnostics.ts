import { arrayAt, isObject, objectAt, stringAt } from '../../catalog/json.ts';
import type { Answer } from '../answer.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { readList, text } from '../document.ts';
import type { Shaped } from '../shape.ts';
import { table } from '../table.ts';
import { readApp } from '../testflight/app.ts';
import { measuredBuild } from './build.ts';
import type { ReportCall } from './call.ts';
import { needsApp } from './performance.ts';

/** Signatures whose logs one call reads: a request each. */
const mostLogs = 20;
const usualTop = 25;

/** Hangs, disk writes and slow launches of a build: where they come from, how much each weighs, logs in a file. */
export async function diagnosticsReport(context: ToolContext, call: ReportCall): Promise<Answer> {
  if (call.app === undefined) throw needsApp('Diagnostics');
  const app = await readApp(context, call.app);
  const build = await measuredBuild(context, app, call.build ?? 'latest', call.filter?.['platform']);
  const type = call.name ?? call.filter?.['type'];
  const { data } = await readList(context, `/v1/builds/${build.id}/diagnosticSignatures`, {
    'fields[diagnosticSignatures]': 'diagnosticType,signature,weight,insight',
    ...(type === undefined ? {} : { 'filter[diagnosticType]': type.toUpperCase() }),
  });
  const signatures = data
    .map((one) => ({
      id: one.id,
      type: text(one, 'diagnosticType') ?? '',
      signature: cleanText(text(one, 'signature') ?? '', 160),
      weight: typeof one.attributes['weight'] === 'number' ? one.attributes['weight'] : 0,
      trend: stringAt(one.attributes['insight'], 'direction') ?? '',
    }))
    .sort((a, b) => (a.type === b.type ? b.weight - a.weight : a.type < b.type ? -1 : 1));
  const head = `diagnostics of ${cleanText(app.name, 60)} ${build.train} (${build.number}): ${signatures.length} signatures`;
  if (signatures.length === 0)
    return {
      head: [
        head,
        'Apple has none for this build: it collects them from customers who share diagnostics, some days after a release. Another build: build "NUMBER".',
      ],
    };
  const shown = signatures.slice(0, call.top ?? usualTop);
  const made = table(
    shown.map(({ id: _id, ...row }): Shaped => row),
    ['type', 'weight', 'trend', 'signature'],
  );
  const saved =
    call.save_to === undefined ? undefined : await saveLogs(context, call.save_to, shown.slice(0, mostLogs));
  return {
    head: [
      head,
      'weight: per cent of the trouble of that type in this build',
      ...(saved === undefined ? [] : [saved]),
      ...(shown.length < signatures.length ? [`shown: ${shown.length} of ${signatures.length}`] : []),
    ],
    data: made.lines.join('\n'),
    foreign: { kind: 'diagnosticSignatures', count: shown.length },
    tail:
      saved === undefined
        ? [
            `With their logs in a file: asc_get_report ${JSON.stringify({ report: 'diagnostics', app: call.app, build: build.number, save_to: 'diagnostics.jsonl' })}`,
          ]
        : [],
  };
}

/** One JSON object a line: the signature, what Apple advises, and the call stacks as lists of frames. */
async function saveLogs(
  context: ToolContext,
  name: string,
  signatures: readonly { readonly id: string; readonly signature: string; readonly type: string }[],
): Promise<string> {
  const file = await context.files.create(name);
  let logs = 0;
  try {
    for (const [index, one] of signatures.entries()) {
      const { body } = await context.client.request({
        method: 'GET',
        path: `/v1/diagnosticSignatures/${one.id}/logs`,
        accept: 'application/vnd.apple.diagnostic-logs+json',
        signal: context.signal,
      });
      for (const product of arrayAt(body, 'productData')) {
        const advice = arrayAt(product, 'diagnosticInsights').flatMap(
          (insight) => stringAt(insight, 'insightsString') ?? [],
        );
        for (const log of arrayAt(product, 'diagnosticLogs')) {
          logs += 1;
          await file.write(
            `${JSON.stringify({
              type: one.type,
              signature: one.signature,
              advice,
              about: objectAt(log, 'diagnosticMetaData'),
              stacks: arrayAt(log, 'callStackTree').flatMap((tree) =>
                arrayAt(tree, 'callStacks').map((stack) =>
                  framesOf(arrayAt(stack, 'callStackRootFrames'), 0),
                ),
              ),
            })}\n`,
          );
        }
      }
      context.progress(index + 1, signatures.length, 'logs are saved');
    }
  } catch (error) {
    await file.discard();
    throw error;
  }
  await file.finish();
  return `saved: ${file.path} (${logs} logs of ${signatures.length} signatures, one JSON object a line)`;
}

const deepest = 200;

/** A tree of frames as lines, deeper ones indented; the frame that Apple blames is marked. */
function framesOf(frames: readonly unknown[], depth: number): readonly string[] {
  if (depth > deepest) return [];
  return frames.flatMap((frame) => {
    if (!isObject(frame)) return [];
    const blamed = frame['isBlameFrame'] === true ? ' ← blamed' : '';
    const symbol = stringAt(frame, 'symbolName') ?? stringAt(frame, 'rawFrame') ?? '?';
    const line = `${' '.repeat(depth)}${stringAt(frame, 'binaryName') ?? '?'} ${symbol} ×${String(frame['sampleCount'] ?? 1)}${blamed}`;
    return [line, ...framesOf(arrayAt(frame, 'subFrames'), depth + 1)];
  });
}
