import type { Answer } from '../answer.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { readOne, text } from '../document.ts';
import { checkCall } from './check-call.ts';
import { type CreateJob, nameOf, type PersonStep } from './create-steps.ts';
import { type Catalogue, groupNamed, isFirst, type Product } from './find.ts';
import { summaryOf } from './summary.ts';

/** What a person and the assistant have to know before anything is sent. */
export function notesOf(
  job: CreateJob,
  picture: { readonly unsure: boolean; readonly pixels: string } | undefined,
) {
  const { kind, catalogue } = job;
  return [
    ...(isFirst(catalogue, kind)
      ? [
          `first ${kind.words} of the app: Apple takes it only together with a version (${kind.firstCode}). Everything but the submission is done here; a person then chooses it on the page of the version: App Store Connect → Apps → ${catalogue.app.name} → the version → In-App Purchases and Subscriptions.`,
        ]
      : []),
    ...(picture?.unsure === true
      ? [`review screenshot: nobody has reported whether Apple takes ${picture.pixels} pixels`]
      : []),
    ...(job.sold !== undefined && job.everywhere
      ? ['to be sold in every territory, those to come included']
      : []),
  ];
}

export function preview(job: CreateJob, steps: readonly PersonStep[], notes: readonly string[]): Answer {
  const { call, snapshot } = job;
  const drafts = [
    ...(call.kind === 'subscription' && groupNamed(job.catalogue, call.group) === undefined
      ? [`subscription group "${cleanText(call.group ?? '', 80)}", new`]
      : []),
    ...(snapshot === undefined || snapshot.versions.length === 0 ? ['a version'] : []),
    ...(call.screenshot === undefined ? [] : ['review screenshot']),
  ];
  return {
    head: ['dry run: nothing was sent.', ...notes],
    data: [
      `A person agrees to ${steps.length} change${steps.length === 1 ? '' : 's'}, asked once:`,
      ...summaryOf(steps).map((line) => `- ${line}`),
      ...(drafts.length > 0 ? [`Drafts, without asking: ${drafts.join(', ')}.`] : []),
    ].join('\n'),
  };
}

export async function done(
  context: ToolContext,
  job: CreateJob,
  drafts: readonly string[],
  steps: readonly PersonStep[],
  notes: readonly string[],
): Promise<Answer> {
  const { kind, catalogue, call } = job;
  const id = await job.productId(context.signal);
  const state = text((await readOne(context, `${kind.path}/${id}`, {})).data[0], 'state') ?? 'unknown';
  const shown = steps.slice(0, 4).map(({ words }) => `- ${words.title}`);
  const submitted = steps.some(
    ({ change: { operation } }) => operation === 'reviewSubmissions_updateInstance',
  );
  return {
    head: [
      `${catalogue.app.name}: ${kind.words} ${nameOf(job)} (${call.product_id}, id ${id}) is ${submitted ? 'submitted' : state}.`,
      ...(steps.length === 0 ? ['Nothing that needs a person was left to do.'] : ['applied:', ...shown]),
      ...(steps.length > shown.length ? [`- and ${steps.length - shown.length} more`] : []),
      ...drafts,
      ...notes,
    ],
    tail:
      state === 'MISSING_METADATA'
        ? [`${checkCall(catalogue.app.id, call.product_id)} says what Apple still misses.`]
        : [],
  };
}

export function already({ app }: Catalogue, product: Product): Answer {
  return {
    head: [
      `Nothing to do: ${app.name} has the ${product.kind.words} "${cleanText(product.name, 60)}" (${product.productId}, id ${product.id}), and it is ${product.state}. Nothing was changed.`,
    ],
  };
}
