import type { Catalog } from '../../catalog/index.ts';
import { keyOf } from '../../catalog/schema.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { type Reader, readList, type Thing, text } from '../document.ts';
import { operationNamed } from '../operation.ts';
import type { Step } from './steps.ts';

/** One thing in a submission. */
export interface Item {
  readonly id: string;
  readonly state: string;
  /** The app version that it is; absent for anything else. */
  readonly versionId: string | undefined;
  /** `appEvent 42` */
  readonly says: string;
}

/** Everything that Apple's document lets be an item: what the body of a new one may name beside its submission. */
function kindsOf(catalog: Catalog): readonly string[] {
  const { body } = operationNamed(catalog, 'reviewSubmissionItems_createInstance');
  return Object.keys(body?.relationships ?? {})
    .map((key) => keyOf(key).name)
    .filter((name) => name !== 'reviewSubmission');
}

/** What is in a submission; what was taken out is left out. */
export async function itemsOf(
  context: Reader & Pick<ToolContext, 'catalog'>,
  submission: string,
): Promise<readonly Item[]> {
  const kinds = kindsOf(context.catalog);
  const items = await readList(context, `/v1/reviewSubmissions/${submission}/items`, {
    include: kinds.join(','),
    'fields[appStoreVersions]': 'versionString',
    'fields[appEvents]': 'referenceName',
    limit: '200',
  });
  const subject = (item: Thing): string => {
    const kind = kinds.find((name) => items.ids(item, name).length > 0);
    if (kind === undefined) return `item ${item.id}`;
    const thing = items.one(item, kind);
    const name = text(thing, 'versionString') ?? text(thing, 'referenceName') ?? items.ids(item, kind)[0];
    return `${kind} ${cleanText(name ?? '', 60)}`;
  };
  return items.data
    .filter((item) => text(item, 'state') !== 'REMOVED')
    .map((item) => ({
      id: item.id,
      state: text(item, 'state') ?? '',
      versionId: items.ids(item, 'appStoreVersion')[0],
      says: subject(item),
    }));
}

/** What else stands in the open draft, as an error says it. */
export function othersInDraft(others: readonly Item[]): string {
  return `The open draft holds ${others.length} other item${others.length === 1 ? '' : 's'}, which would be submitted too: ${others
    .slice(0, 10)
    .map(({ says }) => says)
    .join(', ')}.`;
}

/** Hands a submission to App Review. */
export function submitStep(submission: string, says: string): Step {
  return {
    kind: 'update',
    change: {
      operation: 'reviewSubmissions_updateInstance',
      id: submission,
      attributes: { submitted: true },
    },
    says,
  };
}
