import type { Answer } from '../../answer.ts';
import { cleanText } from '../../clean.ts';
import { listed } from '../../listed.ts';
import { described, type Product } from '../find.ts';
import type { CodeBatch, Offer } from './read.ts';

/** Territories named on one line. */
const shownTerritories = 20;

/** Every offer on a line or two; introductory offers that differ in nothing but the territory are one. */
export function listOffers(app: string, product: Product, offers: readonly Offer[]): Answer {
  const introductory = grouped(offers.filter(({ type }) => type === 'introductory'));
  const others = offers.filter(({ type }) => type !== 'introductory');
  return {
    head: [
      `${app}: ${described(product)} has ${offers.length === 0 ? 'no offers' : `${introductory.length + others.length} offers`}.`,
    ],
    ...(offers.length === 0
      ? {}
      : {
          data: [
            ...introductory,
            ...others.flatMap((one) => [offerLine(one), ...one.codes.map(codeLine)]),
          ].join('\n'),
        }),
  };
}

function terms({ mode, duration, periods, start, end }: Offer): string {
  const when = start === undefined && end === undefined ? '' : `, ${start ?? ''} to ${end ?? 'no end'}`;
  return `${mode} ${duration}${periods > 1 ? ` ×${periods}` : ''}${when}`;
}

function grouped(offers: readonly Offer[]): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const offer of offers) {
    const key = terms(offer);
    const where = `${offer.territory ?? 'all'}${offer.amount === undefined ? '' : ` ${offer.amount}`}`;
    groups.set(key, [...(groups.get(key) ?? []), where]);
  }
  return [...groups].map(
    ([key, where]) => `introductory: ${key}; ${where.length} territories: ${listed(where, shownTerritories)}`,
  );
}

/** `offer code "Radio campaign": PAY_UP_FRONT ONE_YEAR; for NEW, EXPIRED; active (id …)` */
export function offerLine(offer: Offer): string {
  const { type, name, code, customers, active, id } = offer;
  const what = offer.mode === '' ? '' : ` ${terms(offer)};`;
  return `${type.replace('_', ' ')} "${cleanText(name, 80)}"${code === undefined ? '' : ` (${cleanText(code, 80)})`}:${what}${customers.length > 0 ? ` for ${customers.join(', ')};` : ''} ${active ? 'active' : 'switched off'} (id ${id})`;
}

function codeLine({ id, customCode, number, expires, active, environment }: CodeBatch): string {
  const what =
    customCode === undefined
      ? `${number} one-time codes${environment === undefined ? '' : ` ${environment}`}`
      : `custom code ${cleanText(customCode, 80)}, ${number} times`;
  return `  ${what}${expires === undefined ? '' : `, until ${expires}`}; ${active ? 'active' : 'switched off'} (id ${id})`;
}
