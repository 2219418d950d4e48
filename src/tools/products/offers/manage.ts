import { type Answer, nothingToDo } from '../../answer.ts';
import type { ApprovalRequest } from '../../approval-request.ts';
import type { ToolContext } from '../../context.ts';
import { assertArguments } from '../../refused.ts';
import { productNamed, readCatalogue } from '../find.ts';
import { gatherProduct } from '../gather.ts';
import { sendSteps } from '../send.ts';
import { assertOffer, type OfferArguments, offerCall } from './call.ts';
import { offerNamed } from './choose.ts';
import { addCodes, saveCodes } from './codes.ts';
import { newOffer } from './create.ts';
import { deactivate } from './deactivate.ts';
import { listOffers } from './list.ts';
import { readOffers } from './read.ts';

/** Introductory, promotional, win-back offers and offer codes of one product: shown, made, ended. */
export async function manageOffers(
  context: ToolContext,
  given: OfferArguments,
): Promise<Answer | ApprovalRequest> {
  const call = offerCall(given);
  const catalogue = await readCatalogue(context, call.app);
  const product = productNamed(catalogue, call.product);
  const type = call.type ?? (product.kind.name === 'in_app_purchase' ? 'offer_code' : undefined);
  if (call.action === 'create') {
    if (type === undefined) assertArguments(['type is needed']);
    else assertOffer(call, product, type);
  }
  const offers = await readOffers(context, product);
  switch (call.action) {
    case 'list':
      return listOffers(
        catalogue.app.name,
        product,
        call.type === undefined ? offers : offers.filter((one) => one.type === call.type),
      );
    case 'add_codes':
      return addCodes(context, catalogue, product, offerNamed(offers, { ...call, type: 'offer_code' }), call);
    case 'save_codes':
      return saveCodes(context, product, offerNamed(offers, { ...call, type: 'offer_code' }), call);
    case 'deactivate':
      return deactivate(context, catalogue, product, offers, call);
    default: {
      const snapshot = await gatherProduct(context, catalogue, product);
      const { steps, notes } = await newOffer(context, snapshot, offers, call, type ?? 'offer_code');
      if (steps.length === 0) return nothingToDo(undefined, notes);
      const shown = [
        ...steps.slice(0, 6).map(({ words }) => `- ${words.title}`),
        ...(steps.length > 6 ? [`- and ${steps.length - 6} more`] : []),
      ];
      if (call.dry_run === true) {
        const [first] = steps;
        const prices = (first?.words.changes ?? []).map(({ field, after }) => `  ${field}: ${after ?? ''}`);
        return { head: ['dry run: nothing was sent.', ...notes], data: [...shown, ...prices].join('\n') };
      }
      context.progress(0, steps.length, 'waiting for a person');
      return sendSteps(context, steps, notes, async () => ({ head: ['applied:', ...shown, ...notes] }));
    }
  }
}
