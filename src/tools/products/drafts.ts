import type { ToolContext } from '../context.ts';
import type { Kind } from './kinds.ts';
import { giveScreenshot, type Picture } from './picture.ts';
import { versionId } from './text-steps.ts';

/**
 * What needs no person and nobody sees but the reviewer: a version, where the texts did not make one, and the review
 * screenshot. Looks first. What was done, in words.
 */
export async function makeDrafts(
  context: ToolContext,
  kind: Kind,
  product: string,
  picture: Picture | undefined,
): Promise<readonly string[]> {
  await versionId(context, kind, product);
  context.progress(2, 4, 'review screenshot');
  return picture === undefined ? [] : [await giveScreenshot(context, kind, product, picture)];
}
