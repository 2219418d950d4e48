import { type Answer, nothingToDo } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { flag, readList, type Thing, text } from '../document.ts';
import { refused } from '../refused.ts';
import { tableText } from '../table.ts';
import { runJob } from '../write/job.ts';

/** A call of `asc_manage_sandbox_testers`, parsed. */
export interface SandboxTestersCall {
  readonly action: 'list' | 'change' | 'clear_purchases';
  readonly testers?: readonly string[] | undefined;
  readonly territory?: string | undefined;
  readonly interrupt?: boolean | undefined;
  readonly renewal_minutes?: keyof typeof rates | undefined;
  readonly dry_run?: boolean | undefined;
}

/** How long a month of a subscription lasts. Source: enum subscriptionRenewalRate of the API document 4.5.1, 2026-10-06. */
const rates = {
  '3': 'MONTHLY_RENEWAL_EVERY_THREE_MINUTES',
  '5': 'MONTHLY_RENEWAL_EVERY_FIVE_MINUTES',
  '15': 'MONTHLY_RENEWAL_EVERY_FIFTEEN_MINUTES',
  '30': 'MONTHLY_RENEWAL_EVERY_THIRTY_MINUTES',
  '60': 'MONTHLY_RENEWAL_EVERY_ONE_HOUR',
} as const;

/** Testers that are read; a team has 10,000 at most, and seldom more than a few. */
const most = 2_000;
const mostShown = 60;
const lost = 'the history of their test purchases is lost; real customers have nothing to do with it';
/** Testers of one call. */
const mostChanged = 50;

/** Shows sandbox testers, changes how they buy, or clears what they bought. They are made and deleted on the website only. */
export async function manageSandboxTesters(
  context: ToolContext,
  call: SandboxTestersCall,
): Promise<Answer | ApprovalRequest> {
  const { data: all } = await readList(context, '/v2/sandboxTesters', { limit: '200' }, most);
  if (call.action === 'list') return list(chosen(call, all));
  if (call.testers === undefined || call.testers.length === 0)
    throw refused('No tester is named.', 'Give testers: addresses or ids, or ["all"].');
  const testers = chosen(call, all).slice(0, mostChanged);
  if (call.action === 'clear_purchases')
    return runJob(
      context,
      {
        steps: [
          {
            kind: 'create',
            change: {
              operation: 'sandboxTestersClearPurchaseHistoryRequestV2_createInstance',
              relationships: { sandboxTesters: testers.map(({ id }) => id) },
            },
          },
        ],
        notes: [lost, ...(all.length > mostChanged ? [`at most ${mostChanged} testers a call`] : [])],
        summary: [
          `Whose test purchases are cleared: ${testers.map((one) => cleanText(text(one, 'acAccountName') ?? one.id, 60)).join(', ')}`,
          lost,
        ],
        ending: async () => ({
          head: [
            `cleared: the test purchases of ${testers.length} sandbox tester${testers.length === 1 ? '' : 's'}`,
          ],
        }),
      },
      call.dry_run,
    );
  const due = testers.flatMap((tester) => {
    const attributes = different(call, tester);
    return Object.keys(attributes).length === 0 ? [] : [{ id: tester.id, attributes }];
  });
  if (due.length === 0) return nothingToDo(`${testers.length} testers are as wanted`);
  return runJob(
    context,
    {
      steps: due.map((one) => ({
        kind: 'update',
        change: { operation: 'sandboxTestersV2_updateInstance', ...one },
      })),
      notes: due.length < testers.length ? [`as wanted already: ${testers.length - due.length}`] : [],
    },
    call.dry_run,
  );
}

function list(testers: readonly Thing[]): Answer {
  const rows = testers.slice(0, mostShown).map((one) => ({
    id: one.id,
    account: cleanText(text(one, 'acAccountName') ?? '', 120),
    name: cleanText([text(one, 'firstName'), text(one, 'lastName')].join(' ').trim(), 80),
    territory: text(one, 'territory') ?? '',
    interrupt: flag(one, 'interruptPurchases') === true ? 'yes' : 'no',
    renewal: minutesOf(one),
  }));
  return {
    head: [
      `sandbox testers: ${testers.length}; renewal: minutes that a month of a subscription lasts`,
      ...(testers.length > mostShown ? [`the first ${mostShown}; name testers to see others`] : []),
    ],
    ...(rows.length === 0
      ? {}
      : {
          data: tableText(rows, ['id', 'account', 'name', 'territory', 'interrupt', 'renewal']),
          foreign: { kind: 'sandboxTesters', count: rows.length },
        }),
  };
}

function minutesOf(tester: Thing): string {
  const rate = text(tester, 'subscriptionRenewalRate');
  return Object.entries(rates).find(([, value]) => value === rate)?.[0] ?? rate ?? '';
}

/** The testers that are named by address, name or id, each once; all of them where none is. */
function chosen({ testers: given }: SandboxTestersCall, all: readonly Thing[]): readonly Thing[] {
  if (given === undefined || given.length === 0 || given.some((one) => one.toLowerCase() === 'all'))
    return all;
  return [...new Set(given.map((one) => testerNamed(one, all)))];
}

function testerNamed(given: string, all: readonly Thing[]): Thing {
  const same = given.trim().toLowerCase();
  const found = all.filter(
    (one) =>
      one.id === given.trim() ||
      text(one, 'acAccountName')?.toLowerCase() === same ||
      [text(one, 'firstName'), text(one, 'lastName')].join(' ').trim().toLowerCase() === same,
  );
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw refused(
    `${found.length === 0 ? 'No sandbox tester is' : `${found.length} sandbox testers are`} called ${JSON.stringify(cleanText(given, 80))}.`,
    found.length === 0
      ? 'asc_manage_sandbox_testers {"action":"list"} shows them. New ones are made on the website only.'
      : `Give the id: ${found.map(({ id }) => id).join(', ')}.`,
  );
}

function different(call: SandboxTestersCall, tester: Thing): Readonly<Record<string, unknown>> {
  const { territory, interrupt, renewal_minutes: minutes } = call;
  if (territory === undefined && interrupt === undefined && minutes === undefined)
    throw refused('Nothing is to be changed.', 'Give territory, interrupt or renewal_minutes.');
  const rate = minutes === undefined ? undefined : rates[minutes];
  return {
    ...(territory === undefined || territory === text(tester, 'territory') ? {} : { territory }),
    ...(interrupt === undefined || interrupt === (flag(tester, 'interruptPurchases') === true)
      ? {}
      : { interruptPurchases: interrupt }),
    ...(rate === undefined || rate === text(tester, 'subscriptionRenewalRate')
      ? {}
      : { subscriptionRenewalRate: rate }),
  };
}
