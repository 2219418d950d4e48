import { type Answer, say } from '../answer.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { countsOf, type Found, findingLines } from '../release/check.ts';
import type { Severity } from '../release/checks/check.ts';
import { websites } from '../release/checks/website.ts';
import { productChecks } from './checks/index.ts';
import { productNamed, readCatalogue } from './find.ts';
import { gatherProduct } from './gather.ts';
import type { ProductSnapshot } from './snapshot.ts';

/** A call of `asc_check_product`, parsed. */
export interface CheckProductCall {
  readonly app: string;
  readonly product: string;
  readonly only?: Severity | undefined;
}

/** All that the checks find, in their order. */
export function productFindings(snapshot: ProductSnapshot): readonly Found[] {
  return productChecks.flatMap((check) => check.test(snapshot).map((finding) => ({ check, finding })));
}

/** Every check on one product: what keeps it in MISSING_METADATA, and what a reviewer would stumble over. */
export async function checkProduct(context: ToolContext, call: CheckProductCall): Promise<Answer> {
  const before = context.client.requestCount();
  const catalogue = await readCatalogue(context, call.app);
  const snapshot = await gatherProduct(context, catalogue, productNamed(catalogue, call.product));
  const found = productFindings(snapshot);
  return say(
    ...headline(snapshot, found, context.client.requestCount() - before),
    ...findingLines(found, call.only, context.facts),
    `Not in the API: agreements, tax and bank (${websites.agreements}), tax category, the reviewer's messages.`,
  );
}

function headline(
  { app, product, versions }: ProductSnapshot,
  found: readonly Found[],
  requests: number,
): readonly string[] {
  const [blockers = '', ...others] = countsOf(found);
  const blocked = found.some(({ check }) => check.severity === 'blocker');
  const [newest] = versions;
  return [
    `${product.state}: ${blockers} (${others.join(', ')})`,
    [
      `${app.name}: ${product.kind.words} "${cleanText(product.name, 60)}"`,
      cleanText(product.productId, 100),
      `id ${product.id}`,
      newest === undefined ? 'no version' : `version ${newest.number} ${newest.state}`,
      `${productChecks.length} checks, ${requests} requests`,
    ].join(' · '),
    ...(product.state === 'MISSING_METADATA' && !blocked
      ? [
          'Nothing that the API shows is missing. Apple lags some minutes after a change; if the state stays, look at what is not in the API.',
        ]
      : []),
  ];
}
