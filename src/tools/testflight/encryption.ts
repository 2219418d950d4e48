import { AscError } from '../../client/errors.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { readList, text } from '../document.ts';
import type { Step } from '../ship/steps.ts';
import type { BetaApp } from './app.ts';
import { type BetaBuild, nameOf } from './builds.ts';

export interface Answered {
  readonly steps: readonly Step[];
  readonly notes: readonly string[];
}

/** States of a declaration that a build can be tied to (API document 4.5.1, 2026-10-06). */
const usable = ['APPROVED'];

/**
 * The export answer, given only while there is none: Apple takes it once (409 afterwards, 2026-11-22). "Yes" needs a
 * declaration that Apple approved. Throws `encryption_unanswered` or `encryption_declaration_missing`.
 */
export async function encryptionSteps(
  context: ToolContext,
  app: BetaApp,
  build: BetaBuild,
  answer: boolean | undefined,
): Promise<Answered> {
  if (build.encryption !== undefined)
    return {
      steps: [],
      notes:
        answer === undefined || answer === build.encryption
          ? []
          : [`the answer about encryption is ${build.encryption} already and cannot be changed`],
    };
  if (answer === undefined)
    throw new AscError({
      code: 'encryption_unanswered',
      message: `${cleanText(app.name, 60)} ${nameOf(build)} lacks the answer about encryption: does it use encryption that is not exempt?`,
      meaning: 'Nothing was changed. Nobody can test the build before; the answer cannot be changed later.',
      next: 'Ask a person, then call again with "encryption":false (none, or only exempt, such as HTTPS) or true.',
      outcome: 'not_sent',
    });
  if (!answer)
    return {
      steps: [
        {
          kind: 'update',
          change: {
            operation: 'builds_updateInstance',
            id: build.id,
            attributes: { usesNonExemptEncryption: false },
          },
          says: `answered for build ${cleanText(build.number, 40)}: uses no non-exempt encryption`,
        },
      ],
      notes: [],
    };
  const declarations = await readList(context, '/v1/appEncryptionDeclarations', {
    'filter[app]': app.id,
    'fields[appEncryptionDeclarations]': 'appEncryptionDeclarationState,platform,createdDate',
  });
  const fitting = declarations.data
    .filter((one) => usable.includes(text(one, 'appEncryptionDeclarationState') ?? ''))
    .filter((one) => (text(one, 'platform') ?? build.platform) === build.platform)
    .sort((a, b) => (text(b, 'createdDate') ?? '').localeCompare(text(a, 'createdDate') ?? ''));
  const [declaration] = fitting;
  if (declaration === undefined)
    throw new AscError({
      code: 'encryption_declaration_missing',
      message: `${cleanText(app.name, 60)} has no approved encryption declaration that ${nameOf(build)} could be tied to.`,
      meaning:
        'Nothing was changed. Encryption that is not exempt needs one, with documents that Apple looks at.',
      next: 'asc_describe_operation {"operation":"appEncryptionDeclarations_createInstance"} shows what it asks for.',
      outcome: 'not_sent',
    });
  return {
    steps: [
      {
        kind: 'update',
        change: {
          operation: 'builds_appEncryptionDeclaration_updateToOneRelationship',
          id: build.id,
          to: declaration.id,
        },
        says: `build ${cleanText(build.number, 40)} tied to the encryption declaration ${declaration.id}`,
      },
    ],
    notes: [`the build is tied to the encryption declaration ${declaration.id}`],
  };
}
