import type { Answer } from '../answer.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { utcDay } from '../days.ts';
import { listed } from '../listed.ts';
import { csvRow, tableText } from '../table.ts';
import type { PeopleCall } from './manage.ts';
import { roles as known, rolesOf } from './roles.ts';
import type { Member } from './team.ts';

/** People that an answer shows; the rest is in a file. */
const mostShown = 60;
/** Apps named in a row before they are counted. */
const appsNamed = 4;

const columns = ['name', 'email', 'roles', 'apps', 'provisioning', 'status'] as const;

/** Who is on the team and may do what; of the people, with the roles and for the apps that are named. */
export async function listPeople(
  context: ToolContext,
  call: PeopleCall,
  team: readonly Member[],
): Promise<Answer> {
  const roles = rolesOf(call.roles ?? []);
  const apps = await appIds(context, call.apps ?? []);
  const people = (call.people ?? []).map((one) => one.trim().toLowerCase());
  const fitting = team.filter(
    (one) =>
      (people.length === 0 ||
        people.some((who) => [one.email, one.name, one.id].some((text) => text.toLowerCase() === who))) &&
      roles.every((role) => one.roles.includes(role)) &&
      apps.every((id) => one.allApps || one.apps.some((app) => app.id === id)),
  );
  const rows = fitting.map(rowOf);
  const members = fitting.filter((one) => one.as === 'member').length;
  const legend = [...new Set(fitting.slice(0, mostShown).flatMap((one) => one.roles))]
    .sort()
    .flatMap((role) => (known[role] === undefined ? [] : [`${role}: ${known[role].may}`]));
  const saved = rows.length > mostShown ? await saveAll(context, rows) : undefined;
  return {
    head: [
      `people: ${members} on the team, ${fitting.length - members} invited`,
      ...(saved === undefined ? [] : [`the first ${mostShown}; all of them: ${saved}`]),
    ],
    ...(rows.length === 0
      ? {}
      : {
          data: tableText(rows.slice(0, mostShown), columns),
          foreign: { kind: 'users', count: rows.length },
        }),
    tail: legend,
  };
}

async function appIds({ names, catalog, signal }: ToolContext, apps: readonly string[]): Promise<string[]> {
  const named = apps.filter((app) => app.toLowerCase() !== 'all');
  return Promise.all(named.map((app) => names.idOf(catalog.resource('App'), app, signal)));
}

type Row = { readonly [column in (typeof columns)[number]]: string };

function rowOf(one: Member): Row {
  const until = one.expires === undefined ? '' : ` until ${utcDay(one.expires)}`;
  return {
    name: cleanText(one.name, 80),
    email: cleanText(one.email, 120),
    roles: one.roles.join(' '),
    apps: one.allApps
      ? 'all'
      : listed(
          one.apps.map(({ name }) => cleanText(name, 40)),
          appsNamed,
          '; ',
        ),
    provisioning: one.provisioning ? 'yes' : 'no',
    status: one.as === 'member' ? 'member' : `invited${until}`,
  };
}

async function saveAll({ files }: ToolContext, rows: readonly Row[]): Promise<string> {
  const file = await files.create(`people-${utcDay()}.csv`, true);
  await file.write(`${[columns.join(','), ...rows.map((row) => csvRow(row, columns))].join('\n')}\n`);
  await file.finish();
  return file.path;
}
