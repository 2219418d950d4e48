import { AscError } from '../../../client/errors.ts';
import { type Answer, nothingToDo } from '../../answer.ts';
import type { ApprovalRequest } from '../../approval-request.ts';
import { cleanText } from '../../clean.ts';
import type { ToolContext } from '../../context.ts';
import { assertArguments } from '../../refused.ts';
import type { PersonStep } from '../create-steps.ts';
import type { Catalogue, Product } from '../find.ts';
import { sendSteps } from '../send.ts';
import type { OfferCall } from './call.ts';
import { type CodeBatch, type Offer, readOffers } from './read.ts';

/** What codes of a product are called (API document 4.5.1, 2026-10-06). */
function resources({ kind }: Product) {
  const prefix = kind.name === 'subscription' ? 'subscription' : 'inAppPurchase';
  return { custom: `${prefix}OfferCodeCustomCodes`, oneTime: `${prefix}OfferCodeOneTimeUseCodes` };
}

/** A custom code, or one-time codes, which land in a file and in no answer. */
export async function addCodes(
  context: ToolContext,
  { app }: Catalogue,
  product: Product,
  offer: Offer,
  call: OfferCall,
): Promise<Answer | ApprovalRequest> {
  const isCustom = call.code !== undefined;
  assertArguments([
    ...(offer.type === 'offer_code' ? [] : ['only an offer of type offer_code has codes']),
    ...(offer.active ? [] : ['the offer was switched off, for good']),
    ...(call.count === undefined ? ['count is needed: how many codes, or how often a custom one works'] : []),
    ...(isCustom || call.until !== undefined
      ? []
      : ['until is needed for one-time codes: the day they expire']),
  ]);
  const there = offer.codes.find((one) => sameCodes(one, call));
  if (there !== undefined)
    return isCustom
      ? nothingToDo(`the custom code ${cleanText(call.code ?? '', 80)} is there already`)
      : saved(context, product, there, call, [
          `Such a batch is there already, and was not made again (id ${there.id}).`,
        ]);
  const { custom, oneTime } = resources(product);
  const attributes = {
    numberOfCodes: call.count,
    ...(isCustom ? { customCode: call.code } : {}),
    ...(call.until === undefined ? {} : { expirationDate: call.until }),
  };
  const step: PersonStep = {
    kind: 'create',
    change: {
      operation: `${isCustom ? custom : oneTime}_createInstance`,
      attributes,
      relationships: { offerCode: offer.id },
    },
    words: {
      title: `${isCustom ? `Custom code ${cleanText(call.code ?? '', 80)}, to be used ${call.count ?? 0} times` : `${call.count ?? 0} one-time codes`}, of the offer “${cleanText(offer.name, 60)}” of “${cleanText(product.name, 60)}”${call.until === undefined ? '' : `, until ${call.until}`}`,
      changes: [],
      app,
    },
  };
  if (call.dry_run === true) return { head: ['dry run: nothing was sent.', step.words.title] };
  return sendSteps(context, [step], [], async (_results, now) => {
    const head = [`applied: ${step.words.title}`];
    if (isCustom) return { head };
    const offers = await readOffers(now, product);
    const batch = offers.find(({ id }) => id === offer.id)?.codes.find((one) => sameCodes(one, call));
    return batch === undefined
      ? { head: [...head, 'Apple does not list them yet: save them with action save_codes in a minute.'] }
      : saved(now, product, batch, call, head);
  });
}

function sameCodes(one: CodeBatch, call: OfferCall): boolean {
  if (!one.active) return false;
  if (call.code !== undefined) return one.customCode?.toLowerCase() === call.code.toLowerCase();
  return one.customCode === undefined && one.number === call.count && one.expires === call.until;
}

/** The one-time codes of an offer, into a file; of several batches the one named in `code` (its id). */
export async function saveCodes(
  context: ToolContext,
  product: Product,
  offer: Offer,
  call: OfferCall,
): Promise<Answer> {
  const batches = offer.codes.filter((one) => one.customCode === undefined);
  const chosen = call.code === undefined ? batches : batches.filter(({ id }) => id === call.code);
  const [only] = chosen;
  if (only !== undefined && chosen.length === 1) return saved(context, product, only, call, []);
  throw new AscError({
    code: chosen.length > 1 ? 'ambiguous_name' : 'unknown_name',
    message: `The offer "${cleanText(offer.name, 80)}" has ${batches.length === 0 ? 'no' : batches.length} batches of one-time codes.`,
    ...(batches.length === 0
      ? {}
      : {
          meaning: batches
            .map(({ id, number, expires }) => `${id}: ${number} until ${expires ?? 'no end'}`)
            .join('; '),
        }),
    next: 'Give the id of a batch as code, or make codes with action add_codes.',
    outcome: 'not_sent',
  });
}

/** Streams the codes into a file for its owner alone. They are worth money: the answer says where, never which. */
async function saved(
  context: ToolContext,
  product: Product,
  batch: CodeBatch,
  call: OfferCall,
  head: readonly string[],
): Promise<Answer> {
  const file = await context.files.create(
    call.save_to ?? `offer-codes-${batch.id}.csv`,
    call.save_to === undefined,
  );
  let lines = 0;
  try {
    await context.client.stream(
      {
        method: 'GET',
        path: `/v1/${resources(product).oneTime}/${batch.id}/values`,
        accept: 'text/csv',
        signal: context.signal,
      },
      async (chunk) => {
        lines += Buffer.from(chunk).toString('latin1').split('\n').length - 1;
        await file.write(chunk);
      },
    );
  } catch (error) {
    await file.discard();
    if (!(error instanceof AscError) || error.status !== 404) throw error;
    return {
      head: [
        ...head,
        `Apple is still making the codes of ${batch.id}: save them with action save_codes later.`,
      ],
    };
  }
  await file.finish();
  return {
    head: [
      ...head,
      `saved: ${file.path} (${lines} lines, readable by its owner only; whoever has a code can use it)`,
    ],
  };
}
