import { type Answer, nothingToDo } from '../../answer.ts';
import type { ApprovalRequest } from '../../approval-request.ts';
import { cleanText } from '../../clean.ts';
import type { ToolContext } from '../../context.ts';
import { listed } from '../../listed.ts';
import type { Change, WriteKind } from '../../write/prepare.ts';
import type { PersonStep } from '../create-steps.ts';
import type { Catalogue, Product } from '../find.ts';
import { sendSteps } from '../send.ts';
import type { OfferCall } from './call.ts';
import { offerNamed } from './choose.ts';
import type { CodeBatch, Offer } from './read.ts';

/** What ends an offer. */
interface Ending {
  readonly kind: WriteKind;
  readonly change: Change;
  readonly says: string;
}

/** Ends an offer, or some of its codes: codes are switched off, offers of other types deleted. For good, either way. */
export async function deactivate(
  context: ToolContext,
  { app }: Catalogue,
  product: Product,
  offers: readonly Offer[],
  call: OfferCall,
): Promise<Answer | ApprovalRequest> {
  const ending =
    call.type === 'introductory' ? introductory(product, offers, call) : one(product, offers, call);
  if (ending === undefined) return nothingToDo('it is off already');
  if (call.dry_run === true) return { head: ['dry run: nothing was sent.', ending.says] };
  const step: PersonStep = {
    kind: ending.kind,
    change: ending.change,
    words: { title: ending.says, changes: [], app },
  };
  return sendSteps(context, [step], [], async () => ({ head: [`applied: ${ending.says}`] }));
}

/** All of them at once, or those of some territories. */
function introductory(product: Product, offers: readonly Offer[], call: OfferCall): Ending | undefined {
  const found = offers.filter(
    ({ type, territory }) =>
      type === 'introductory' &&
      (call.territories === undefined || (territory !== undefined && call.territories.includes(territory))),
  );
  if (found.length === 0) return undefined;
  const where = found.map(({ territory }) => territory ?? 'all');
  return {
    kind: 'delete',
    change: {
      operation: 'subscriptions_introductoryOffers_deleteToManyRelationship',
      id: product.id,
      to: found.map(({ id }) => id),
    },
    says: `Delete ${found.length} introductory offers of “${cleanText(product.name, 60)}”: ${listed(where, 20)}`,
  };
}

function one(product: Product, offers: readonly Offer[], call: OfferCall): Ending | undefined {
  const offer = offerNamed(offers, call);
  const named = `“${cleanText(offer.name, 60)}” of “${cleanText(product.name, 60)}”`;
  if (offer.type === 'promotional' || offer.type === 'win_back')
    return {
      kind: 'delete',
      change: {
        operation:
          offer.type === 'promotional'
            ? 'subscriptionPromotionalOffers_deleteInstance'
            : 'winBackOffers_deleteInstance',
        id: offer.id,
      },
      says: `Delete the ${offer.type === 'promotional' ? 'promotional' : 'win-back'} offer ${named}`,
    };
  const prefix = product.kind.name === 'subscription' ? 'subscriptionOfferCode' : 'inAppPurchaseOfferCode';
  const off = (operation: string, id: string, says: string): Ending => ({
    kind: 'update',
    change: { operation, id, attributes: { active: false } },
    says,
  });
  if (call.code === undefined)
    return offer.active
      ? off(
          `${prefix}s_updateInstance`,
          offer.id,
          `Switch off the offer ${named} and all its codes, for good`,
        )
      : undefined;
  const batch = codesNamed(offer, call.code);
  if (batch === undefined || !batch.active) return undefined;
  return batch.customCode === undefined
    ? off(
        `${prefix}OneTimeUseCodes_updateInstance`,
        batch.id,
        `Switch off ${batch.number} one-time codes of the offer ${named}, for good`,
      )
    : off(
        `${prefix}CustomCodes_updateInstance`,
        batch.id,
        `Switch off the custom code ${cleanText(batch.customCode, 80)} of the offer ${named}, for good`,
      );
}

function codesNamed(offer: Offer, wanted: string): CodeBatch | undefined {
  return offer.codes.find(
    ({ id, customCode }) => id === wanted || customCode?.toLowerCase() === wanted.toLowerCase(),
  );
}
