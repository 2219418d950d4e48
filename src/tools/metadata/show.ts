import { cleanText } from '../clean.ts';
import { listed } from '../listed.ts';
import { estimateTokens } from '../tokens.ts';
import type { Problem } from './checks.ts';
import type { Difference } from './compare.ts';
import type { Live } from './live.ts';
import { lengthOf } from './texts.ts';

/** Lines without texts that an answer shows; the rest is counted. */
const linesShown = 120;
/** Tokens that the texts of a difference may cost: an answer holds more than them. */
const tokensShown = 7_000;
/** Names that a sentence lists. */
const namesShown = 12;
/** Characters of a text that a line shows of either side. */
const excerpt = 90;
/** Characters before the first difference that are shown, to find the place. */
const lead = 12;

/** "Weather Now 3.2 IOS (PREPARE_FOR_SUBMISSION)" */
export function nameOf({ app, version }: Live): string {
  return `${cleanText(app.name, 80)} ${cleanText(version.versionString, 40)} ${version.platform} (${version.state})`;
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** A few names and how many more there are. */
export function namesListed(names: readonly string[]): string {
  return listed(names, namesShown);
}

export function problemsListed(problems: readonly Problem[]): string {
  const said = problems.slice(0, namesShown).map(({ key, says }) => `${key} ${says}`);
  const rest = problems.length - said.length;
  return `${said.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`;
}

/** What the kinds of difference mean to a reader. */
const arrows = {
  local: 'changed here',
  live: 'newer on App Store Connect',
  conflict: 'changed on both sides',
};

/** The difference, a line for each text: where it begins to differ, on both sides. Holds text of other people. */
export function differenceText(differences: readonly Difference[]): string {
  const lines: string[] = [];
  let tokens = 0;
  for (const { key, kind, local, live } of differences) {
    const from = commonStart(local, live);
    const line = `${key} (${arrows[kind]}): App Store Connect ${part(live, from)} | here ${part(local, from)}`;
    tokens += estimateTokens(line);
    if (tokens > tokensShown) break;
    lines.push(line);
  }
  const rest = differences.slice(lines.length);
  return [
    ...lines,
    ...(rest.length > 0 ? [`… and ${rest.length} more; "locales" shows them in parts`] : []),
  ].join('\n');
}

/** The same without any text: what changes, by length. */
export function lengthsText(differences: readonly Difference[]): string {
  const lines = differences
    .slice(0, linesShown)
    .map(({ key, local, live }) => `${key}: ${lengthOf(live)} → ${lengthOf(local)} characters`);
  const rest = differences.length - lines.length;
  return [...lines, ...(rest > 0 ? [`… and ${rest} more`] : [])].join('\n');
}

function commonStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}

function part(text: string, from: number): string {
  if (text === '') return '(empty)';
  const start = from <= lead ? 0 : from - lead;
  const shown = cleanText([...text.slice(start)].slice(0, excerpt).join(''));
  const before = start > 0 ? '…' : '';
  const after = lengthOf(text.slice(start)) > excerpt ? '…' : '';
  return `${before}${JSON.stringify(shown)}${after} (${lengthOf(text)})`;
}
