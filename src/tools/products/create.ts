import { AscError } from '../../client/errors.ts';
import type { Answer } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { type Reader, readList, text } from '../document.ts';
import { readAllPoints } from '../prices/points.ts';
import { notSent } from '../refused.ts';
import { already, done, notesOf, preview } from './create-answer.ts';
import { type CreateArguments, type CreateCall, createCall } from './create-call.ts';
import { priceSteps } from './create-price.ts';
import {
  availabilitySteps,
  type CreateJob,
  createStep,
  type PersonStep,
  type Territory,
  updateSteps,
} from './create-steps.ts';
import { created } from './created.ts';
import { makeDrafts } from './drafts.ts';
import { type Catalogue, groupNamed, isFirst, type Product, readCatalogue } from './find.ts';
import { gatherProduct } from './gather.ts';
import { type Kind, kinds, openStates, soldStates } from './kinds.ts';
import { lookAt } from './picture.ts';
import { exactPoint, givenAmount } from './price-point.ts';
import { sendSteps } from './send.ts';
import { reviewPlace, submitStep } from './submit-step.ts';
import { groupTexts, productTexts } from './text-steps.ts';

/**
 * Makes a product with all that belongs to it: version, texts, review screenshot, availability, price, submission.
 * Looks first, so that a call after a failure goes on where it stopped. Drafts run by themselves; everything that needs
 * a person stands in one plan, with marks where Apple gives ids on the way. Order: facts of 2026-11-22 (API 4.4.1+).
 */
export async function createProduct(
  context: ToolContext,
  given: CreateArguments,
): Promise<Answer | ApprovalRequest> {
  const call = createCall(given);
  const kind = kinds[call.kind];
  const picture = call.screenshot === undefined ? undefined : await lookAt(context, call.screenshot);
  context.progress(0, 4, 'looking at what is there');
  const catalogue = await readCatalogue(context, call.app);
  const existing = existingOf(catalogue, kind, call);
  if (existing !== undefined && !openStates.has(existing.state)) return already(catalogue, existing);
  const territories = await readTerritories(context);
  const job = jobOf(context, call, kind, catalogue, territories, existing);
  const snapshot = existing === undefined ? undefined : await gatherProduct(context, catalogue, existing);
  // Where it is sold already is left alone, unless the call says otherwise.
  const sold = call.territories === undefined && snapshot?.availability !== undefined ? undefined : job.sold;
  const whole: CreateJob = { ...job, snapshot, sold };
  if (existing === undefined) await assertPointExists(context, whole);

  let drafts: Promise<readonly string[]> | undefined;
  const finish = (now: ToolContext): Promise<readonly string[]> => {
    drafts ??= (async () => makeDrafts(now, kind, await whole.productId(now.signal), picture))();
    return drafts;
  };
  const asksReview = call.submit === true && !isFirst(catalogue, kind);
  const busy = asksReview ? (await reviewPlace(context, catalogue.app.id)).busy : undefined;
  const submits = asksReview && busy === undefined;
  const group = groupNamed(catalogue, call.group);
  const texts = [productTexts(whole), await groupTexts(whole, group)];
  const steps: readonly PersonStep[] = [
    ...(existing === undefined ? [createStep(whole, group)] : updateSteps(whole)),
    ...texts.flatMap((one) => one.steps),
    ...availabilitySteps(whole),
    ...(await priceSteps(whole)),
    ...(submits ? [submitStep(whole, finish)] : []),
  ];
  const notes = [
    ...notesOf(whole, picture),
    ...texts.flatMap((one) => one.notes),
    ...(busy === undefined ? [] : [`not submitted: ${busy}; call again when it is over`]),
  ];
  if (call.dry_run === true) return preview(whole, steps, notes);
  if (existing !== undefined) await finish(context);
  if (steps.length === 0) return done(context, whole, await finish(context), [], notes);
  context.progress(3, 4, 'waiting for a person');
  return sendSteps(context, steps, notes, async (results, now) => {
    await whole.productId(now.signal, results);
    return done(now, whole, await finish(now), steps, notes);
  });
}

function existingOf(catalogue: Catalogue, kind: Kind, call: CreateCall): Product | undefined {
  const found = catalogue.products.find(({ productId }) => productId === call.product_id);
  const otherGroup =
    found?.group !== undefined && found.group.id !== groupNamed(catalogue, call.group)?.id
      ? found.group
      : undefined;
  const otherType = call.type !== undefined && text(found?.thing, 'inAppPurchaseType') !== call.type;
  if (found === undefined || (found.kind === kind && otherGroup === undefined && !otherType)) return found;
  throw new AscError({
    code: 'product_id_taken',
    message: `${cleanText(call.product_id, 100)} is the product ID of another ${found.kind.words}: "${cleanText(found.name, 60)}"${otherGroup === undefined ? '' : ` in the group "${cleanText(otherGroup.name, 60)}"`}.`,
    meaning: 'Nothing was changed. A product ID is used once, whatever becomes of its product.',
    next: 'Choose another product_id, or correct kind and group.',
    outcome: 'not_sent',
  });
}

function jobOf(
  context: ToolContext,
  call: CreateCall,
  kind: Kind,
  catalogue: Catalogue,
  territories: readonly Territory[],
  existing: Product | undefined,
): Omit<CreateJob, 'snapshot'> {
  const unknown = (call.territories ?? []).filter((code) => !territories.some((one) => one.code === code));
  if (unknown.length > 0)
    throw notSent(
      'unknown_territory',
      `The App Store has no territory ${unknown.join(', ')}.`,
      'asc_read {"operation":"territories_getCollection"} lists them.',
    );
  const sold =
    call.territories === undefined
      ? call.price === undefined
        ? undefined
        : territories
      : territories.filter(({ code }) => call.territories?.includes(code));
  let product = existing?.id;
  let group = groupNamed(catalogue, call.group)?.id;
  return {
    context,
    call,
    kind,
    catalogue,
    territories,
    sold,
    everywhere: call.territories === undefined,
    productId: async (signal, results = []) => {
      if (existing === undefined) product ??= results[0]?.id;
      product ??= (await find({ ...context, signal }, catalogue.app.id, call))?.id;
      if (product !== undefined) return product;
      throw new AscError({
        code: 'not_there_yet',
        message: 'Apple made the product, but does not list it yet.',
        next: 'Call again with the same arguments in a minute; it goes on from there.',
        outcome: 'not_sent',
      });
    },
    groupId: async (signal) => {
      group ??= await makeGroup({ ...context, signal }, catalogue.app.id, call.group ?? '');
      return group;
    },
  };
}

async function find(context: ToolContext, app: string, call: CreateCall): Promise<Product | undefined> {
  const { products } = await readCatalogue(context, app);
  return products.find(({ productId }) => productId === call.product_id);
}

function makeGroup(context: ToolContext, app: string, name: string): Promise<string> {
  return created(context, {
    operation: 'subscriptionGroups_createInstance',
    attributes: { referenceName: name.trim() },
    relationships: { app },
  });
}

async function readTerritories(context: Reader): Promise<readonly Territory[]> {
  const found = await readList(context, '/v1/territories', { limit: '200' }, 400);
  return found.data.map((one) => ({ code: one.id, currency: text(one, 'currency') ?? '' }));
}

/** Prices of a product can be read once it exists; those of one that was approved tell beforehand. */
async function assertPointExists(context: ToolContext, job: CreateJob): Promise<void> {
  const { call, kind, catalogue } = job;
  const sibling = catalogue.products.find((one) => one.kind === kind && soldStates.has(one.state));
  if (call.price === undefined || sibling === undefined) return;
  const { base } = call;
  const points = await readAllPoints(context, { kind: kind.words, id: sibling.id }, base);
  if (points.length > 0) exactPoint(points, givenAmount(call.price), base);
}
