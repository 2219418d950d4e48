import { type Fill, waiting } from '../../guard/later.ts';
import { idOfStep } from '../../guard/step-references.ts';
import type { Change as Shown, StepResult, StepWords, Write } from '../../guard/types.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { prepare, type Step } from '../write/prepare.ts';
import type { CreateCall } from './create-call.ts';
import type { Catalogue, Group } from './find.ts';
import type { Kind } from './kinds.ts';
import type { ProductSnapshot } from './snapshot.ts';

/** A step that a person has to agree to. */
export interface PersonStep extends Step {
  readonly words: StepWords;
  /** Only where marks stand for what has to be asked in between. */
  readonly fill?: Fill;
}

/** The product: its id, or where the plan's first step makes it, what stands for that. */
export function productIn({ snapshot }: CreateJob): string {
  return snapshot?.product.id ?? idOfStep(1);
}

/** A territory of the App Store and its currency. */
export interface Territory {
  readonly code: string;
  readonly currency: string;
}

/** What is known when the steps are put together. */
export interface CreateJob {
  readonly call: CreateCall;
  readonly kind: Kind;
  readonly catalogue: Catalogue;
  /** `undefined` while the product does not exist. */
  readonly snapshot: ProductSnapshot | undefined;
  /** Where it is to be sold; `undefined` when this call does not say. */
  readonly sold: readonly Territory[] | undefined;
  readonly everywhere: boolean;
  /** Every territory there is. */
  readonly territories: readonly Territory[];
  /** Id of the product, once it has one: of the plan's first step where that made it. */
  readonly productId: (signal: AbortSignal, results?: readonly StepResult[]) => Promise<string>;
  /** The group, made when it is missing. */
  readonly groupId: (signal: AbortSignal) => Promise<string>;
  readonly context: ToolContext;
}

/** The exact requests, with marks and references where Apple has not given an id yet. */
export async function writesOf(
  context: ToolContext,
  steps: readonly PersonStep[],
): Promise<readonly Write[]> {
  const writes: Write[] = [];
  for (const { kind, change, words, fill } of steps)
    writes.push({
      ...(await prepare(context, kind, change)),
      words,
      ...(fill === undefined ? {} : { later: waiting(fill) }),
    });
  return writes;
}

export function nameOf({ call }: CreateJob): string {
  return `“${cleanText(call.name, 60)}”`;
}

function shownAttributes(attributes: Readonly<Record<string, unknown>>): readonly Shown[] {
  return Object.entries(attributes).map(([field, value]) => ({
    field,
    after: cleanText(String(value), 200),
  }));
}

/** The product itself. Its product ID is used up for good with it. */
export function createStep(job: CreateJob, group: Group | undefined): PersonStep {
  const { call, kind, catalogue } = job;
  const isSubscription = kind.name === 'subscription';
  const attributes = {
    name: call.name.trim(),
    productId: call.product_id,
    ...(call.type === undefined ? {} : { inAppPurchaseType: call.type }),
    ...(call.period === undefined ? {} : { subscriptionPeriod: call.period }),
    ...(call.level === undefined ? {} : { groupLevel: call.level }),
    ...(call.review_note === undefined ? {} : { reviewNote: call.review_note }),
  };
  const groupMark = group?.id ?? '<subscription group>';
  return {
    kind: 'create',
    change: {
      operation: kind.create,
      attributes,
      relationships: isSubscription ? { group: groupMark } : { app: catalogue.app.id },
    },
    words: {
      title: `Create ${kind.words} ${nameOf(job)} of “${catalogue.app.name}”: its product ID ${call.product_id} can never be used again, not even after deletion`,
      changes: [
        ...shownAttributes(attributes),
        ...(isSubscription
          ? [
              {
                field: 'group',
                after: `${cleanText(group?.name ?? call.group ?? '', 80)}${group === undefined ? ' (new)' : ''}`,
              },
            ]
          : []),
      ],
      app: catalogue.app,
    },
    ...(isSubscription && group === undefined
      ? { fill: async (_earlier, signal) => ({ [groupMark]: await job.groupId(signal) }) }
      : {}),
  };
}

/** What the product itself says and this call says otherwise. */
export function updateSteps(job: CreateJob): readonly PersonStep[] {
  const { call, kind, snapshot, catalogue } = job;
  if (snapshot === undefined) return [];
  const wanted = {
    name: [snapshot.product.name, call.name.trim()],
    reviewNote: [snapshot.reviewNote, call.review_note?.trim()],
    subscriptionPeriod: [snapshot.period, call.period],
    groupLevel: [snapshot.level, call.level],
  };
  const differing = Object.entries(wanted).filter(
    ([, [is, asked]]) => asked !== undefined && asked !== '' && asked !== is,
  );
  if (differing.length === 0) return [];
  return [
    {
      kind: 'update',
      change: {
        operation: kind.update,
        id: snapshot.product.id,
        attributes: Object.fromEntries(differing.map(([name, [, asked]]) => [name, asked])),
      },
      words: {
        title: `Change ${kind.words} ${nameOf(job)}`,
        changes: differing.map(([field, [is, asked]]) => ({
          field,
          ...(is === undefined ? {} : { before: cleanText(String(is), 200) }),
          after: cleanText(String(asked), 200),
        })),
        app: catalogue.app,
      },
    },
  ];
}

/** Where it is sold. */
export function availabilitySteps(job: CreateJob): readonly PersonStep[] {
  const { kind, snapshot, sold, everywhere, catalogue } = job;
  if (sold === undefined) return [];
  const codes = sold.map(({ code }) => code);
  const now = snapshot?.availability;
  const same =
    now !== undefined &&
    now.territories.size === codes.length &&
    codes.every((code) => now.territories.has(code)) &&
    (now.newTerritories ?? false) === everywhere;
  if (same) return [];
  const product = productIn(job);
  const attributes = { availableInNewTerritories: everywhere };
  const where = everywhere
    ? `in all ${codes.length} territories, and in those to come`
    : `in ${codes.length} territor${codes.length === 1 ? 'y' : 'ies'}: ${codes.slice(0, 20).join(', ')}${codes.length > 20 ? ', …' : ''}`;
  const words: StepWords = {
    title: `Sell ${nameOf(job)} ${where}`,
    changes:
      now === undefined
        ? []
        : [{ field: 'territories', before: String(now.territories.size), after: String(codes.length) }],
    app: catalogue.app,
  };
  if (kind.name === 'in_app_purchase')
    return [
      {
        kind: 'create',
        change: {
          operation: 'inAppPurchaseAvailabilities_createInstance',
          attributes,
          relationships: { inAppPurchase: product, availableTerritories: codes },
        },
        words,
      },
    ];
  return [
    now === undefined
      ? {
          kind: 'create',
          change: {
            operation: 'subscriptionPlanAvailabilities_createInstance',
            attributes: { ...attributes, planType: 'UPFRONT' },
            relationships: { subscription: product, availableTerritories: codes },
          },
          words,
        }
      : {
          kind: 'update',
          change: {
            operation: 'subscriptionPlanAvailabilities_updateInstance',
            id: now.id,
            attributes,
            relationships: { availableTerritories: codes },
          },
          words,
        },
  ];
}
