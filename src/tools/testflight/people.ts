import type { AscError } from '../../client/errors.ts';
import { cleanText } from '../clean.ts';
import { badCsv, columnOf, linesOfCsv } from '../csv.ts';

/** Somebody who is to test. */
export interface Person {
  readonly email: string;
  readonly firstName: string | undefined;
  readonly lastName: string | undefined;
}

/** People, each once, and how often somebody was named again. */
export interface People {
  readonly people: readonly Person[];
  readonly doubles: number;
}

/** One at sign, a dot behind it, nothing that would end an address or a list of them. */
const address = /^[^\s@,;<>"()]{1,64}@[^\s@,;<>"()]+\.[^\s@,;<>"().]{2,}$/;

export function isAddress(text: string): boolean {
  return text.length <= 254 && address.test(text);
}

/** Merges those with the same address, however it is written; the first name that is known counts. */
export function merged(people: readonly Person[]): People {
  const known = new Map<string, Person>();
  for (const person of people) {
    const key = person.email.toLowerCase();
    const before = known.get(key);
    known.set(key, {
      email: before?.email ?? person.email,
      firstName: before?.firstName ?? person.firstName,
      lastName: before?.lastName ?? person.lastName,
    });
  }
  return { people: [...known.values()], doubles: people.length - known.size };
}

/** What a column may be called, in small letters without spaces and marks. */
const headings: { readonly [heading: string]: keyof Person } = {
  email: 'email',
  emailaddress: 'email',
  mail: 'email',
  firstname: 'firstName',
  first: 'firstName',
  givenname: 'firstName',
  lastname: 'lastName',
  last: 'lastName',
  surname: 'lastName',
  familyname: 'lastName',
};

/**
 * The people of a CSV file: columns email, first name, last name in any order under a heading; without one, Apple's
 * own order (first name, last name, email) or the email first. Throws `bad_file` with every line that is wrong: then
 * nobody is added.
 */
export function peopleOf(source: string): readonly Person[] {
  const rows = linesOfCsv(source, (why) => badFile([why]));
  const [first] = rows;
  if (first === undefined) throw badFile(['it has no lines']);
  const named = first.cells.map((cell) => columnOf(cell, headings));
  const hasHeading = named.includes('email') && !first.cells.some(isAddress);
  const columns = hasHeading ? named : columnsBy(first.cells);
  const at = (name: keyof Person): number => columns.indexOf(name);
  const wrong: string[] = [];
  const people: Person[] = [];
  for (const { cells, line } of hasHeading ? rows.slice(1) : rows) {
    const email = cells[at('email')] ?? '';
    if (cells.length > Math.max(columns.length, 3))
      wrong.push(`line ${line} has ${cells.length} columns instead of ${columns.length}`);
    else if (!isAddress(email))
      wrong.push(`line ${line} has no e-mail address (${JSON.stringify(cleanText(email, 40))})`);
    else
      people.push({
        email,
        firstName: filled(cells[at('firstName')]),
        lastName: filled(cells[at('lastName')]),
      });
  }
  if (wrong.length > 0) throw badFile(wrong);
  if (people.length === 0) throw badFile(['it names nobody']);
  return people;
}

function columnsBy(cells: readonly string[]): readonly (keyof Person)[] {
  if (isAddress(cells[0] ?? '')) return ['email', 'firstName', 'lastName'];
  if (isAddress(cells[2] ?? '')) return ['firstName', 'lastName', 'email'];
  throw badFile(['line 1 has neither a column called email nor an e-mail address']);
}

function filled(cell: string | undefined): string | undefined {
  return cell === undefined || cell === '' ? undefined : cell;
}

function badFile(wrong: readonly string[]): AscError {
  return badCsv(wrong, 'email, first name, last name', 'Nothing was changed, nobody was added.');
}
