import { AscError } from '../../client/errors.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { badCsv, columnOf, linesOfCsv } from '../csv.ts';
import { readTextAt } from '../folders.ts';
import { refused } from '../refused.ts';
import { isAddress } from '../testflight/people.ts';
import type { PeopleCall } from './manage.ts';
import { givenRoles } from './roles.ts';

/** What somebody is to be; what is absent stays as it is. */
export interface Wanted {
  /** E-mail address, name or id, as it was given. */
  readonly who: string;
  readonly firstName: string | undefined;
  readonly lastName: string | undefined;
  readonly roles: readonly string[] | undefined;
  /** Ids, or `all`. */
  readonly apps: readonly string[] | 'all' | undefined;
  readonly provisioning: boolean | undefined;
}

type Column = 'email' | 'firstName' | 'lastName' | 'roles' | 'apps' | 'provisioning';

const headings: { readonly [heading: string]: Column } = {
  email: 'email',
  emailaddress: 'email',
  mail: 'email',
  username: 'email',
  firstname: 'firstName',
  first: 'firstName',
  lastname: 'lastName',
  last: 'lastName',
  surname: 'lastName',
  role: 'roles',
  roles: 'roles',
  app: 'apps',
  apps: 'apps',
  provisioning: 'provisioning',
};

/** Several roles or apps in one cell. */
const between = /\s*[,;|]\s*/;
/** `Anna Berg <anna@example.com>`. */
const addressed = /^\s*(.*?)\s*<\s*([^<>]+?)\s*>\s*$/;

/** Everybody who is named in the call and in its file, each once. Throws before anything is asked of Apple but app names. */
export async function wantedOf(context: ToolContext, call: PeopleCall): Promise<readonly Wanted[]> {
  const roles = call.roles === undefined ? undefined : givenRoles(call.roles);
  const apps = await appsOf(context, call.apps);
  const named = (call.people ?? []).map((given): Wanted => {
    const [, name = '', email = ''] = addressed.exec(given) ?? [];
    const words = name.split(/\s+/).filter((word) => word !== '');
    return {
      who: email === '' ? given.trim() : email,
      firstName: words[0],
      lastName: words.length > 1 ? words.slice(1).join(' ') : undefined,
      roles,
      apps,
      provisioning: call.provisioning,
    };
  });
  const filed =
    call.csv === undefined ? [] : await fromFile(context, call, await readTextAt(context.files, call.csv));
  const known = new Map<string, Wanted>();
  for (const one of [...named, ...filed])
    if (!known.has(one.who.toLowerCase())) known.set(one.who.toLowerCase(), one);
  if (known.size === 0) throw refused('Nobody is named.', 'Give people, or csv with the path of a file.');
  return [...known.values()];
}

async function appsOf(
  { names, catalog, signal }: ToolContext,
  given: readonly string[] | undefined,
): Promise<Wanted['apps']> {
  if (given === undefined || given.length === 0) return undefined;
  if (given.some((app) => app.toLowerCase() === 'all')) {
    if (given.length === 1) return 'all';
    throw refused('apps is "all" or a list of apps, not both.', 'Leave one of them out.');
  }
  const ids = await Promise.all(given.map((app) => names.idOf(catalog.resource('App'), app.trim(), signal)));
  return [...new Set(ids)];
}

async function fromFile(context: ToolContext, call: PeopleCall, source: string): Promise<readonly Wanted[]> {
  const [heading, ...rows] = linesOfCsv(source, (why) => badFile([why]));
  const columns = heading?.cells.map((cell) => columnOf(cell, headings)) ?? [];
  if (!columns.includes('email')) throw badFile(['its first line has no column called email']);
  const wrong: string[] = [];
  const people: Wanted[] = [];
  for (const { cells, line } of rows) {
    const cell = (column: Column): string | undefined => {
      const text = cells[columns.indexOf(column)];
      return text === undefined || text === '' ? undefined : text;
    };
    const email = cell('email') ?? '';
    if (!isAddress(email)) {
      wrong.push(`line ${line} has no e-mail address (${JSON.stringify(cleanText(email, 40))})`);
      continue;
    }
    try {
      const roles = cell('roles')?.split(between) ?? call.roles;
      people.push({
        who: email,
        firstName: cell('firstName'),
        lastName: cell('lastName'),
        roles: roles === undefined ? undefined : givenRoles(roles),
        apps: await appsOf(context, cell('apps')?.split(between) ?? call.apps),
        provisioning: yes(cell('provisioning'), call.provisioning),
      });
    } catch (error) {
      if (!(error instanceof AscError)) throw error;
      wrong.push(`line ${line}: ${error.message}`);
    }
  }
  if (wrong.length > 0) throw badFile(wrong);
  return people;
}

function yes(cell: string | undefined, standard: boolean | undefined): boolean | undefined {
  return cell === undefined ? standard : /^(yes|true|1|x|y)$/i.test(cell);
}

function badFile(wrong: readonly string[]): AscError {
  return badCsv(wrong, 'email, first name, last name, roles, apps, provisioning');
}
