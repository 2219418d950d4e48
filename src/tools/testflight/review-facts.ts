import { type Reader, readList, text } from '../document.ts';
import { contactFields } from './states.ts';

/** What Apple wants to know of an app before it reviews a build for external testers. */
export interface ReviewFacts {
  /** Id of `betaAppReviewDetails`; absent where Apple has not made one. */
  readonly detailId: string | undefined;
  /** Contact fields that are empty. */
  readonly missingContact: readonly string[];
  /** Texts for testers, one a locale. */
  readonly texts: readonly {
    readonly id: string;
    readonly locale: string;
    readonly described: boolean;
    readonly feedbackEmail: boolean;
  }[];
}

export async function readReviewFacts(context: Reader, appId: string): Promise<ReviewFacts> {
  const [details, texts] = await Promise.all([
    readList(context, '/v1/betaAppReviewDetails', {
      'filter[app]': appId,
      'fields[betaAppReviewDetails]': contactFields.join(','),
    }),
    readList(context, '/v1/betaAppLocalizations', {
      'filter[app]': appId,
      'fields[betaAppLocalizations]': 'locale,description,feedbackEmail',
      limit: '200',
    }),
  ]);
  const [detail] = details.data;
  return {
    detailId: detail?.id,
    missingContact: contactFields.filter((field) => text(detail, field) === undefined),
    texts: texts.data.map((one) => ({
      id: one.id,
      locale: text(one, 'locale') ?? '',
      described: text(one, 'description') !== undefined,
      feedbackEmail: text(one, 'feedbackEmail') !== undefined,
    })),
  };
}

/** What is missing, each with the call that puts it right; values in angle brackets are for a person to say. */
export function missingForReview(
  facts: ReviewFacts,
  app: { readonly id: string; readonly primaryLocale: string },
): readonly { readonly says: string; readonly call: string }[] {
  const missing: { says: string; call: string }[] = [];
  if (facts.missingContact.length > 0)
    missing.push({
      says: `the contact for beta review lacks ${facts.missingContact.join(', ')}`,
      call: `asc_update ${JSON.stringify({
        operation: 'betaAppReviewDetails_updateInstance',
        id: facts.detailId ?? app.id,
        attributes: Object.fromEntries(facts.missingContact.map((field) => [field, `<${field}>`])),
      })}`,
    });
  if (facts.texts.length === 0)
    missing.push({
      says: 'there is no description of the beta',
      call: `asc_create ${JSON.stringify({
        operation: 'betaAppLocalizations_createInstance',
        attributes: {
          locale: app.primaryLocale,
          description: '<description>',
          feedbackEmail: '<feedbackEmail>',
        },
        relationships: { app: app.id },
      })}`,
    });
  for (const { id, locale, described } of facts.texts)
    if (!described)
      missing.push({
        says: `the description of the beta in ${locale} is empty`,
        call: `asc_update ${JSON.stringify({
          operation: 'betaAppLocalizations_updateInstance',
          id,
          attributes: { description: '<description>' },
        })}`,
      });
  return missing;
}
