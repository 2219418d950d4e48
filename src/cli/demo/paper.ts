import { styleText } from 'node:util';
import { inColour, print } from '../print.ts';

/** Widest line, in columns. */
const width = 100;

type Style = 'bold' | 'dim' | 'cyan' | 'green' | 'yellow' | 'red';

/** Colours only where a person looks. */
const coloured = inColour();

function paint(style: Style, text: string): string {
  return coloured ? styleText(style, text) : text;
}

/** Prints prose, wrapped: `first` before its first line, as many blanks before the others. */
function paragraph(first: string, text: string, style?: Style, mark?: Style): void {
  block(
    first,
    ' '.repeat(columnsOf(first)),
    wrap(text.split(/\s+/), ' ', width - columnsOf(first)),
    style,
    mark,
  );
}

function block(first: string, indent: string, lines: readonly string[], style?: Style, mark?: Style): void {
  for (const [at, line] of lines.entries()) {
    const before = at > 0 ? indent : mark === undefined ? first : paint(mark, first);
    print(`${before}${style === undefined ? line : paint(style, line)}`);
  }
}

/** Everything that the demo prints, one kind of line a function. */
export const paper = {
  blank: (): void => print(),
  text: (text: string): void => paragraph('', text),
  question: (number: number, text: string): void => {
    print();
    print(paint('bold', `${number}. ${text}`));
    print(paint('dim', '─'.repeat(width)));
  },
  /** A call with its arguments as JSON, broken after commas. */
  call: (tool: string, args: string): void => {
    const lines = wrap([tool, ' ', ...args.split(/(?<=,)(?=["{[])/)], '', width - 6);
    block('  → ', ' '.repeat(6), lines, 'dim', 'cyan');
  },
  answered: (text: string): void => paragraph('  ← ', text, 'dim', 'cyan'),
  conclusion: (text: string): void => {
    print();
    paragraph('  ', text, 'bold');
  },
  good: (text: string): void => paragraph('  ✓ ', text, undefined, 'green'),
  look: (text: string): void => paragraph('  ! ', text, undefined, 'yellow'),
  bad: (text: string): void => paragraph('  ✗ ', text, undefined, 'red'),
  line: (text: string): void => paragraph('    ', text),
  /** A row of two columns. */
  pair: (left: string, columns: number, text: string): void =>
    paragraph(`    ${left}${' '.repeat(Math.max(1, columns - columnsOf(left)))}`, text),
  note: (text: string): void => paragraph('    ', text, 'dim'),
  /** Words of other people: every line marked, so that nobody takes them for ours. */
  quote: (text: string): void => {
    const lines = wrap(text.split(/\s+/), ' ', width - 7);
    for (const [at, line] of lines.slice(0, quotedLines).entries()) {
      const cut = at === quotedLines - 1 && lines.length > quotedLines;
      print(`    ${paint('dim', '│')} ${line}${cut ? '…' : ''}`);
    }
  },
};

/** Lines of a quote; the rest is left out. */
const quotedLines = 3;

const wide =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uff60\p{Emoji_Presentation}]/u;

/** Columns that a text takes; characters of East Asia take two. */
function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += wide.test(character) ? 2 : 1;
  return columns;
}

/** Lines of at most `most` columns, broken between words; a word longer than a line is cut where it has to be. */
function wrap(words: readonly string[], glue: string, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words.flatMap((part) => pieces(part, most))) {
    const longer = line === '' ? word : `${line}${glue}${word}`;
    if (line !== '' && columnsOf(longer) > most) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

function pieces(word: string, most: number): string[] {
  const out = [''];
  let columns = 0;
  for (const character of word) {
    const own = columnsOf(character);
    if (columns + own > most) {
      out.push('');
      columns = 0;
    }
    columns += own;
    out[out.length - 1] += character;
  }
  return out;
}
