import { isObject, stringAt } from '../../catalog/json.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { flag, readList, type Thing, text } from '../document.ts';
import { isConsequence } from './consequences.ts';

/** A part of a run: build, test, archive. */
export interface CiAction {
  readonly id: string;
  /** Cleaned. */
  readonly name: string;
  readonly type: string;
  readonly progress: string;
  readonly status: string | undefined;
  readonly required: boolean;
}

/** Why an action failed: a message and where it points. The words are the compiler's, the tests' and other people's. */
export interface Cause {
  readonly kind: 'error' | 'test' | 'test failure' | 'consequence';
  /** `RainAlertTests/testAlertEnds`, for tests. */
  readonly name: string | undefined;
  readonly message: string;
  /** `Tests/RainAlertTests.swift:88` */
  readonly where: string | undefined;
}

export interface FailedAction {
  readonly action: CiAction;
  /** The cause first, what follows from it last; each once. */
  readonly causes: readonly Cause[];
  /** `false` when there is more than was read. */
  readonly complete: boolean;
}

const mostIssues = 400;
/** The API lists all tests, and cannot be asked for the failed ones. */
const mostTests = 2_000;

export async function readActions(context: ToolContext, run: string): Promise<readonly CiAction[]> {
  const found = await readList(context, `/v1/ciBuildRuns/${run}/actions`, {
    'fields[ciBuildActions]': 'name,actionType,executionProgress,completionStatus,isRequiredToPass',
  });
  return found.data.map((one) => ({
    id: one.id,
    name: cleanText(text(one, 'name') ?? one.id, 60),
    type: text(one, 'actionType') ?? '',
    progress: text(one, 'executionProgress') ?? '',
    status: text(one, 'completionStatus'),
    required: flag(one, 'isRequiredToPass') !== false,
  }));
}

export function hasFailed({ status }: CiAction): boolean {
  return status === 'FAILED' || status === 'ERRORED';
}

/** Reads why actions failed. */
export async function diagnose(
  context: ToolContext,
  actions: readonly CiAction[],
): Promise<readonly FailedAction[]> {
  return Promise.all(
    actions.filter(hasFailed).map(async (action) => {
      const [issues, tests] = await Promise.all([
        readList(context, `/v1/ciBuildActions/${action.id}/issues`, {}, mostIssues),
        action.type === 'TEST'
          ? readList(
              context,
              `/v1/ciBuildActions/${action.id}/testResults`,
              { 'fields[ciTestResults]': 'className,name,status,fileSource,message' },
              mostTests,
            )
          : undefined,
      ]);
      const causes = [...(tests?.data ?? []).flatMap(testCause), ...issues.data.flatMap(issueCause)];
      return {
        action,
        causes: inOrder(causes),
        complete: issues.complete && (tests?.complete ?? true),
      };
    }),
  );
}

function issueCause(issue: Thing): readonly Cause[] {
  const type = text(issue, 'issueType');
  if (type !== 'ERROR' && type !== 'TEST_FAILURE') return [];
  const message = oneLine(text(issue, 'message') ?? text(issue, 'category') ?? '');
  return [
    {
      kind: isConsequence(message) ? 'consequence' : type === 'ERROR' ? 'error' : 'test failure',
      name: undefined,
      message,
      where: whereOf(issue),
    },
  ];
}

function testCause(test: Thing): readonly Cause[] {
  const status = text(test, 'status');
  if (status !== 'FAILURE' && status !== 'MIXED') return [];
  const name = [text(test, 'className'), text(test, 'name')].filter((part) => part !== undefined).join('/');
  const sometimes = status === 'MIXED' ? 'failed on some devices only' : '';
  const message = [oneLine(text(test, 'message') ?? ''), sometimes].filter((part) => part !== '').join('; ');
  return [{ kind: 'test', name: cleanText(name, 200), message, where: whereOf(test) }];
}

function oneLine(message: string): string {
  return cleanText(message, 400).replaceAll(/\s+/g, ' ').trim();
}

function whereOf(thing: Thing): string | undefined {
  const source = thing.attributes['fileSource'];
  const path = stringAt(source, 'path');
  if (path === undefined || !isObject(source)) return undefined;
  const line = source['lineNumber'];
  return `${cleanText(path, 200)}${typeof line === 'number' ? `:${line}` : ''}`;
}

const rank = { error: 0, test: 1, 'test failure': 2, consequence: 4 } as const;

/** Errors with a place first, consequences last; what was said twice once. */
function inOrder(causes: readonly Cause[]): readonly Cause[] {
  const once = new Map(causes.map((one) => [`${one.name ?? ''} ${one.message} ${one.where ?? ''}`, one]));
  return [...once.values()].sort((a, b) => rankOf(a) - rankOf(b));
}

function rankOf({ kind, where }: Cause): number {
  return rank[kind] + (where === undefined ? 0.5 : 0);
}

/** Causes of one action that an answer shows, and consequences. */
const causesShown = 15;
const consequencesShown = 2;

/** Lines of other people's words, for a fenced part. */
export function causeLines({ action, causes, complete }: FailedAction): readonly string[] {
  const real = causes.filter(({ kind }) => kind !== 'consequence');
  const after = causes.filter(({ kind }) => kind === 'consequence');
  const shown = [...real.slice(0, causesShown), ...after.slice(0, consequencesShown)];
  const rest = causes.length - shown.length;
  return [
    `${action.name}:`,
    ...shown.map(
      ({ kind, name, message, where }) =>
        `- ${[kind === 'consequence' ? 'then' : kind, name, where].filter((part) => part !== undefined).join(' ')}: ${message}`,
    ),
    ...(causes.length === 0 ? ['- no error and no failed test was recorded; the logs may say more'] : []),
    ...(rest > 0 || !complete ? [`- and ${rest > 0 ? rest : ''} more`.replace('  ', ' ')] : []),
  ];
}
