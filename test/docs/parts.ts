import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Every page that people read. */
export const pages: readonly string[] = [
  'README.md',
  'AGENTS.md',
  'CHANGELOG.md',
  ...readdirSync(`${root}docs`)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `docs/${name}`),
];

/** Something on a page that a reader may copy: a command, a fenced block of another language, or JSON in a line. */
export interface Part {
  readonly page: string;
  /** `command`, `json`, or the language of a block; `text` where it names none. */
  readonly kind: string;
  /** As it is typed: lines that go on are one, comments are gone. */
  readonly text: string;
}

export function pageText(page: string): string {
  return readFileSync(root + page, 'utf8');
}

/** All parts of a page, in its order. */
export function partsOf(page: string): readonly Part[] {
  const [prose = '', ...rest] = pageText(page).split(/^```/m);
  const parts = inlineParts(page, prose);
  // From here a block and the prose behind it take turns.
  for (let at = 0; at < rest.length; at += 2) {
    const [, language = '', content = ''] = /^(\w*)\n([\s\S]*)$/.exec(rest[at] ?? '') ?? [];
    parts.push(
      ...(/^(?:bash|sh|console)$/.test(language)
        ? commandsIn(content).map((text) => ({ page, kind: 'command', text }))
        : [{ page, kind: language || 'text', text: content }]),
      ...inlineParts(page, rest[at + 1] ?? ''),
    );
  }
  return parts;
}

/** What begins like a command in a line of prose. The last form: something with a flag, whatever it is. */
const inlineCommand =
  /^(?:asc-mcp(?: |$)|\.ci\/run$|(?:npm|npx|node|curl|docker|claude|git|redis-server|nginx) |test:|[a-z][\w.-]* (?:.* )?--?[a-z])/;
/** A call of a tool, or JSON that somebody may copy. */
const inlineJson = /^(?:asc_\w+ )?\{"/;

function inlineParts(page: string, prose: string): Part[] {
  return [...prose.matchAll(/`([^`\n]+)`/g)].flatMap(([, text = '']) =>
    inlineCommand.test(text)
      ? text.split(' && ').map((each) => ({ page, kind: 'command', text: each }))
      : inlineJson.test(text)
        ? [{ page, kind: 'json', text }]
        : [],
  );
}

function commandsIn(block: string): readonly string[] {
  return block
    .replaceAll(/ *\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.replace(/(?:^|\s+)# .*$/, '').trim())
    .filter((line) => line !== '')
    .flatMap((line) => line.split(' && '));
}
