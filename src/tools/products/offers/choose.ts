import { AscError } from '../../../client/errors.ts';
import { cleanText } from '../../clean.ts';
import type { OfferCall } from './call.ts';
import { offerLine } from './list.ts';
import { type Offer, offerOfType } from './read.ts';

/** The offer that is meant, by id, name or code. Throws `unknown_name` or `ambiguous_name`. */
export function offerNamed(offers: readonly Offer[], call: OfferCall): Offer {
  const wanted = (call.offer ?? '').trim();
  const same = (value: string | undefined): boolean => value?.toLowerCase() === wanted.toLowerCase();
  const candidates = offerOfType(offers, call.type).filter(({ type }) => type !== 'introductory');
  const found = candidates.filter(({ id, name, code }) => id === wanted || same(name) || same(code));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const shown = (found.length > 1 ? found : candidates).slice(0, 8).map(offerLine);
  throw new AscError({
    code: found.length > 1 ? 'ambiguous_name' : 'unknown_name',
    message:
      found.length > 1
        ? `${found.length} offers are called "${cleanText(wanted, 80)}".`
        : `The product has no offer "${cleanText(wanted, 80)}".`,
    meaning: shown.length === 0 ? 'It has none.' : `It has: ${shown.join(' | ')}.`,
    next: 'Give the id of one of them as offer, or its type.',
    outcome: 'not_sent',
  });
}
