import type { ToolContext } from '../context.ts';
import { readOptionalList, text } from '../document.ts';

/** What Apple makes of many reviews. */
export interface Summary {
  /** `IOS en-US USA 2026-11-19` */
  readonly about: string;
  /** Written by a machine from what customers wrote: as foreign as they are. */
  readonly text: string;
}

/** Summaries that one answer shows. */
const most = 4;

/** Apple's summaries of an app's reviews; the platform has to be said, so all are. */
export async function readSummaries(
  context: Pick<ToolContext, 'client' | 'signal'>,
  app: string,
  wanted: { readonly territories: readonly string[]; readonly platform: string | undefined },
): Promise<readonly Summary[]> {
  const found = await readOptionalList(context, `/v1/apps/${app}/customerReviewSummarizations`, {
    'filter[platform]': wanted.platform ?? 'IOS,MAC_OS,TV_OS,VISION_OS',
    ...(wanted.territories.length === 0 ? {} : { 'filter[territory]': wanted.territories.join(',') }),
    include: 'territory',
    'fields[customerReviewSummarizations]': 'createdDate,locale,platform,text,territory',
  });
  return found.data.slice(0, most).flatMap((one) => {
    const words = text(one, 'text');
    if (words === undefined) return [];
    const about = [
      text(one, 'platform'),
      text(one, 'locale'),
      found.ids(one, 'territory')[0],
      text(one, 'createdDate')?.slice(0, 10),
    ].filter((part) => part !== undefined && /^[\w-]{1,20}$/.test(part));
    return [{ about: about.join(' '), text: words }];
  });
}
