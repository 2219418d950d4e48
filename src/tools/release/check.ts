import { type Answer, say } from '../answer.ts';
import { callText } from '../call-text.ts';
import { cleanText } from '../clean.ts';
import type { ServerFacts, ToolContext } from '../context.ts';
import type { Check, Finding, Severity } from './checks/check.ts';
import { checks } from './checks/index.ts';
import { websites } from './checks/website.ts';
import { gather } from './gather.ts';
import type { VersionSnapshot } from './snapshot.ts';
import { meaningOf } from './states.ts';

/** A call of `asc_check_release`, parsed. */
export interface CheckCall {
  readonly app: string;
  readonly version?: string | undefined;
  readonly platform?: string | undefined;
  readonly only?: Severity | undefined;
}

/** Something that a check found. */
export interface Found {
  readonly check: Pick<Check, 'id' | 'severity' | 'title' | 'where'>;
  readonly finding: Finding;
}

const severities: readonly Severity[] = ['blocker', 'warning', 'note'];

/** Lines of one check that are shown; forty languages without a text make the same point. */
const shownEach = { blocker: 8, warning: 2, note: 2 } as const;

/** All that the checks find, in their order; nothing in a version that customers have, because nothing can be changed. */
export function findingsOf(snapshot: VersionSnapshot): readonly Found[] {
  if (['live', 'past'].includes(meaningOf(snapshot.version.state).phase)) return [];
  return checks.flatMap((check) => check.test(snapshot).map((finding) => ({ check, finding })));
}

/** Every check on one version, read in a few requests. */
export async function checkRelease(context: ToolContext, call: CheckCall): Promise<Answer> {
  const { catalog, client, names, signal } = context;
  const before = client.requestCount();
  const appId = await names.idOf(catalog.resource('App'), call.app, signal);
  const snapshot = await gather(context, { appId, version: call.version, platform: call.platform });
  const found = findingsOf(snapshot);
  const head = headline(snapshot, found, client.requestCount() - before);
  return say(...head, ...findingLines(found, call.only, context.facts), unseen(snapshot));
}

function headline(snapshot: VersionSnapshot, found: readonly Found[], requests: number): readonly string[] {
  const { app, version, live, build } = snapshot;
  const what = [
    `${cleanText(app.name, 60)} ${cleanText(version.versionString, 40)} ${version.platform}`,
    version.state,
    build === undefined ? 'no build' : `build ${cleanText(build.number, 40)}`,
    live === undefined ? 'first version' : `live: ${cleanText(live.versionString, 40)}`,
  ];
  return [
    verdict(snapshot, found),
    `${what.join(' · ')} · version id ${version.id} · ${checks.length} checks, ${requests} requests`,
  ];
}

/** `ready: no, 2 blockers`. A version that Apple has already is not asked again. */
export function verdict({ version }: VersionSnapshot, found: readonly Found[]): string {
  const counts = countsOf(found);
  const [blockers, ...others] = counts;
  const { phase, next, who } = meaningOf(version.state);
  if (phase !== 'editable' && version.state !== 'READY_FOR_REVIEW')
    return `ready: it is ${version.state} already (${next}; ${who === 'nobody' ? 'nothing to do' : `${who} must act`}); ${counts.join(', ')}`;
  const ready = number(found, 'blocker') === 0;
  return `ready: ${ready ? 'yes' : 'no'}, ${blockers ?? ''} (${others.join(', ')})`;
}

/** `2 blockers`, `0 warnings`, `1 note`. */
export function countsOf(found: readonly Found[]): readonly string[] {
  return severities.map((severity) => counted(number(found, severity), severity));
}

function number(found: readonly Found[], severity: Severity): number {
  return found.filter(({ check }) => check.severity === severity).length;
}

function counted(many: number, severity: Severity): string {
  return `${many} ${severity}${many === 1 ? '' : 's'}`;
}

/** What was found, by severity, each with the call or the place that puts it right; a server that reads cannot call. */
export function findingLines(
  found: readonly Found[],
  only: Severity | undefined,
  { readOnly }: Pick<ServerFacts, 'readOnly'>,
): readonly string[] {
  return severities
    .filter((severity) => only === undefined || only === severity)
    .flatMap((severity) => {
      const own = found.filter(({ check }) => check.severity === severity);
      return own.length === 0 ? [] : [`${severity}s:`, ...linesOf(readOnly ? own.map(withoutWrite) : own)];
    });
}

function withoutWrite({ check, finding }: Found): Found {
  return finding.fix?.tool === 'asc_read'
    ? { check, finding }
    : { check, finding: { ...finding, fix: undefined } };
}

function linesOf(found: readonly Found[]): readonly string[] {
  const byCheck = new Map<string, Found[]>();
  for (const one of found) byCheck.set(one.check.id, [...(byCheck.get(one.check.id) ?? []), one]);
  return [...byCheck.values()].flatMap((own) => {
    const shown = shownEach[own[0]?.check.severity ?? 'note'];
    const lines = own.slice(0, shown).map(lineOf);
    const rest = own.slice(shown);
    const [first] = rest;
    return first === undefined
      ? lines
      : [...lines, `- ${first.check.id}: ${rest.length} more: ${rest.map(subjectWithId).join(', ')}`];
  });
}

/** One finding on one line, with the call or the place that puts it right. */
export function lineOf({ check, finding }: Found): string {
  const subject = finding.subject === undefined ? '' : ` ${cleanText(finding.subject, 120)}`;
  const says = finding.says === undefined ? '' : `: ${cleanText(finding.says, 300)}`;
  const fix =
    finding.fix === undefined
      ? `at ${check.where}`
      : cleanText(callText(finding.fix.tool, finding.fix.arguments), 2_000);
  return `- ${check.id}${subject}: ${check.title}${says} → ${fix}`.replaceAll(/\s*\n\s*/g, ' ');
}

function subjectWithId({ finding }: Found): string {
  const id = finding.fix?.arguments['id'];
  return `${cleanText(finding.subject ?? '', 60)}${typeof id === 'string' ? ` (${id})` : ''}`;
}

/** What no check can see, said every time. */
function unseen({ app }: VersionSnapshot): string {
  return `Not in the API: App Privacy answers (${websites.privacy(app.id)}), agreements and trader status (${websites.agreements}), the reviewer's messages.`;
}
