import { type Check, found, ok, read, sources, update } from './check.ts';

const operation = 'ageRatingDeclarations_updateInstance';

/** How a question of the age rating is answered. */
export type Answer = 'yes or no' | 'how often';

/**
 * Questions that all have to be answered (API document 4.5.1, 2026-10-06; overrides, age band, links and the Korean
 * classification number may stay empty).
 */
export const ageRatingQuestions: { readonly [question: string]: Answer } = {
  advertising: 'yes or no',
  ageAssurance: 'yes or no',
  alcoholTobaccoOrDrugUseOrReferences: 'how often',
  contests: 'how often',
  gambling: 'yes or no',
  gamblingSimulated: 'how often',
  gunsOrOtherWeapons: 'how often',
  healthOrWellnessTopics: 'yes or no',
  horrorOrFearThemes: 'how often',
  lootBox: 'yes or no',
  matureOrSuggestiveThemes: 'how often',
  medicalOrTreatmentInformation: 'how often',
  messagingAndChat: 'yes or no',
  parentalControls: 'yes or no',
  profanityOrCrudeHumor: 'how often',
  sexualContentGraphicAndNudity: 'how often',
  sexualContentOrNudity: 'how often',
  socialMedia: 'yes or no',
  socialMediaAgeRestricted: 'yes or no',
  unrestrictedWebAccess: 'yes or no',
  userGeneratedContent: 'yes or no',
  violenceCartoonOrFantasy: 'how often',
  violenceRealistic: 'how often',
  violenceRealisticProlongedGraphicOrSadistic: 'how often',
};

const examples: { readonly [answer in Answer]: string } = {
  'yes or no': '<true or false>',
  'how often': '<NONE, INFREQUENT or FREQUENT>',
};

/** The placeholder that stands for the answer to a question. */
export function exampleOf(question: string): string {
  return examples[ageRatingQuestions[question] ?? 'yes or no'];
}

export const ageRatingChecks: readonly Check[] = [
  {
    id: 'age.declaration',
    severity: 'blocker',
    title: 'There is no age rating',
    field: 'appInfos.ageRatingDeclaration',
    where: 'appInfos_ageRatingDeclaration_getToOneRelated',
    source: sources.document,
    test: ({ info }) =>
      info === undefined
        ? ok
        : found(info.rating === undefined, {
            fix: read('appInfos_ageRatingDeclaration_getToOneRelated', { id: info.id }),
          }),
  },
  ...Object.keys(ageRatingQuestions).map(
    (question): Check => ({
      id: `age.${question}`,
      severity: 'blocker',
      title: 'A question of the age rating is not answered',
      field: `ageRatingDeclarations.${question}`,
      where: operation,
      source: sources.document,
      test: ({ info }) => {
        const rating = info?.rating;
        if (rating === undefined) return ok;
        const answer = rating.answers[question];
        return found(answer === undefined || answer === null || answer === '', {
          fix: update(operation, rating.id, { [question]: exampleOf(question) }),
        });
      },
    }),
  ),
];
