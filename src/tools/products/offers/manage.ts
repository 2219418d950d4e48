import { AscError } from '../../../client/errors.ts';
import { type Answer, nothingToDo } from '../../answer.ts';
import type { ApprovalRequest } from '../../approval-request.ts';
import type { ToolContext } from '../../context.ts';
import { assertArguments } from '../../refused.ts';
import { productNamed, readCatalogue } from '../find.ts';
import { gatherProduct } from '../gather.ts';
import { sendSteps } from '../send.ts';
import { assertOffer, type OfferArguments, type OfferCall, offerCall } from './call.ts';
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
    else if (call.count !== undefined || call.save_to !== undefined) throw codesComeLater();
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
      return sendSteps(context, steps, notes, async () => ({
        head: ['applied:', ...shown, ...notes],
        tail: type === 'offer_code' ? [codesNext(catalogue.app.id, product.productId, call)] : [],
      }));
    }
  }
}

/** An offer is there before its codes are: two requests that a person agrees to one after the other. */
function codesComeLater(): AscError {
  return new AscError({
    code: 'illegal_arguments',
    message: 'create makes the offer without codes, so it takes neither count nor save_to.',
    meaning: 'Nothing was sent, nothing was changed.',
    next: 'Leave them out; then action add_codes with count, until and save_to.',
    outcome: 'not_sent',
  });
}

function codesNext(app: string, product: string, { offer }: OfferCall): string {
  const attributes = { app, product, action: 'add_codes', offer, count: '<how many>', until: '<2026-12-31>' };
  return `It has no codes yet: asc_update ${JSON.stringify({ operation: 'asc_manage_offers', attributes })}; with code it is a custom one.`;
}
