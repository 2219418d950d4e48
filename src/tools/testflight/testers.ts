import { AscError } from '../../client/errors.ts';
import { mostSteps } from '../../guard/plan.ts';
import type { Answer } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { readList, type Thing, text } from '../document.ts';
import { readTextAt } from '../folders.ts';
import { listed } from '../listed.ts';
import { refused } from '../refused.ts';
import type { Step as NamedStep } from '../ship/steps.ts';
import { runJob } from '../write/job.ts';
import { readApp } from './app.ts';
import { type BetaGroup, chooseGroups, readGroups } from './groups.ts';
import { memberCount } from './member-count.ts';
import { isAddress, merged, type People, type Person, peopleOf } from './people.ts';
import { mostTesters } from './states.ts';

/** A call of `asc_manage_testers`, parsed. */
export interface TestersCall {
  readonly app: string;
  readonly action: 'add' | 'remove' | 'invite';
  readonly group?: string | undefined;
  readonly testers?:
    | readonly {
        readonly email: string;
        readonly first_name?: string | undefined;
        readonly last_name?: string | undefined;
      }[]
    | undefined;
  readonly csv?: string | undefined;
  readonly dry_run?: boolean | undefined;
}

/** Addresses that one filter takes: addresses are long, and so would the URL be. */
const atOnce = 50;
/** Testers that one request links or takes out. */
const linkedAtOnce = 100;

/** One request to be; the plan shows who it is about. */
type Step = Pick<NamedStep, 'kind' | 'change'>;

/** What is to be sent, and what is told beside it. */
interface Job {
  readonly steps: readonly Step[];
  readonly notes: readonly string[];
}

/** Adds testers to a group, takes them out, or invites them again; what is so already is left alone. */
export async function manageTesters(
  context: ToolContext,
  call: TestersCall,
): Promise<Answer | ApprovalRequest> {
  const people = await peopleFor(context, call);
  const app = await readApp(context, call.app);
  const group = await groupFor(context, call, app);
  const job =
    call.action === 'invite'
      ? await invite(context, app.id, group, people)
      : group === undefined
        ? { steps: [], notes: [] }
        : call.action === 'add'
          ? await add(context, group, people)
          : await remove(context, group, people);
  const notes = [
    ...(people.doubles > 0 ? [`named more than once, taken once: ${people.doubles}`] : []),
    ...job.notes,
  ];
  if (job.steps.length === 0)
    return { head: [`Nothing to do in ${cleanText(app.name, 60)}. Nothing was changed.`, ...notes] };
  return runJob(context, { steps: job.steps, notes }, call.dry_run);
}

async function peopleFor(context: ToolContext, call: TestersCall): Promise<People> {
  const given = call.testers ?? [];
  const wrong = given.filter(({ email }) => !isAddress(email.trim()));
  if (wrong.length > 0)
    throw refused(
      `No e-mail address: ${someOf(wrong.map(({ email }) => JSON.stringify(cleanText(email, 60))))}.`,
      'Correct them and call again.',
    );
  const read = call.csv === undefined ? [] : peopleOf(await readTextAt(context.files, call.csv));
  const named = given.map(
    ({ email, first_name: firstName, last_name: lastName }): Person => ({
      email: email.trim(),
      firstName,
      lastName,
    }),
  );
  const people = merged([...named, ...read]);
  if (people.people.length === 0 && (call.action !== 'invite' || call.group === undefined))
    throw refused('Nobody is named.', 'Give testers, or csv with the path of a file.');
  return people;
}

async function groupFor(
  context: ToolContext,
  { action, group }: TestersCall,
  app: { readonly id: string; readonly name: string },
): Promise<BetaGroup | undefined> {
  if (group === undefined && action === 'invite') return undefined;
  const groups = await readGroups(context, app.id);
  if (group === undefined)
    throw refused(
      `${action} needs a group.`,
      `Groups of ${cleanText(app.name, 60)}: ${someOf(groups.map(({ name }) => `"${cleanText(name, 60)}"`))}.`,
    );
  return chooseGroups(groups, [group], app)[0];
}

/** Testers with these addresses, by address in small letters. `filters` narrows to a group or an app. */
async function testersBy(
  context: ToolContext,
  people: readonly Person[],
  filters: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, Thing>> {
  const found = new Map<string, Thing>();
  for (let at = 0; at < people.length; at += atOnce) {
    const some = people.slice(at, at + atOnce).map(({ email }) => email);
    const answer = await readList(context, '/v1/betaTesters', {
      ...filters,
      'filter[email]': some.join(','),
      'fields[betaTesters]': 'email,state',
      limit: '200',
    });
    // How Apple's filter compares is not documented; only the very address counts.
    for (const tester of answer.data) {
      const email = text(tester, 'email')?.toLowerCase();
      if (email !== undefined && !found.has(email)) found.set(email, tester);
    }
  }
  return found;
}

async function add(context: ToolContext, group: BetaGroup, { people }: People): Promise<Job> {
  if (group.internal) await assertTeam(context, group, people);
  const members = await testersBy(context, people, { 'filter[betaGroups]': group.id });
  const wanted = people.filter(({ email }) => !members.has(email.toLowerCase()));
  const known = await testersBy(context, wanted, {});
  const linked = wanted.flatMap(({ email }) => known.get(email.toLowerCase())?.id ?? []);
  const fresh = wanted.filter(({ email }) => !known.has(email.toLowerCase()));
  await assertRoom(context, group, wanted.length);
  const links = chunks(linked).map(
    (to): Step => ({
      kind: 'create',
      change: { operation: 'betaGroups_betaTesters_createToManyRelationship', id: group.id, to },
    }),
  );
  const room = mostSteps - links.length;
  const steps = [
    ...links,
    ...fresh.slice(0, room).map(
      ({ email, firstName, lastName }): Step => ({
        kind: 'create',
        change: {
          operation: 'betaTesters_createInstance',
          attributes: {
            email,
            ...(firstName === undefined ? {} : { firstName }),
            ...(lastName === undefined ? {} : { lastName }),
          },
          relationships: { betaGroups: [group.id] },
        },
      }),
    ),
  ];
  const later = fresh.length - room;
  return {
    steps,
    notes: [
      `group "${cleanText(group.name, 60)}": new: ${Math.min(fresh.length, room)}, known and linked: ${linked.length}, in it already: ${members.size}`,
      ...(later > 0
        ? [`${later} more do not fit into one plan of ${mostSteps}: make the same call again`]
        : []),
    ],
  };
}

async function remove(context: ToolContext, group: BetaGroup, { people }: People): Promise<Job> {
  const members = await testersBy(context, people, { 'filter[betaGroups]': group.id });
  const absent = people.filter(({ email }) => !members.has(email.toLowerCase()));
  return {
    steps: chunks([...members.values()].map(({ id }) => id)).map((to) => ({
      kind: 'delete',
      change: { operation: 'betaGroups_betaTesters_deleteToManyRelationship', id: group.id, to },
    })),
    notes: [
      `group "${cleanText(group.name, 60)}": to take out: ${members.size}; other groups keep them`,
      ...(absent.length > 0 ? [`not in it: ${someOf(absent.map(({ email }) => email))}`] : []),
    ],
  };
}

/** States in which a tester has not taken the invitation. */
const open = new Set(['INVITED', 'NOT_INVITED']);
/** Testers of a group that are looked at for those who have not answered. */
const mostOfGroup = 1_000;

async function invite(
  context: ToolContext,
  appId: string,
  group: BetaGroup | undefined,
  { people }: People,
): Promise<Job> {
  const within = group === undefined ? { 'filter[apps]': appId } : { 'filter[betaGroups]': group.id };
  const found =
    people.length > 0
      ? [...(await testersBy(context, people, within)).values()]
      : (
          await readList(
            context,
            '/v1/betaTesters',
            { ...within, 'fields[betaTesters]': 'email,state', limit: '200' },
            mostOfGroup,
          )
        ).data;
  const waiting = found.filter((tester) => open.has(text(tester, 'state') ?? ''));
  const emails = new Set(found.flatMap((tester) => text(tester, 'email')?.toLowerCase() ?? []));
  const absent = people.filter(({ email }) => !emails.has(email.toLowerCase()));
  const later = waiting.length - mostSteps;
  return {
    steps: waiting.slice(0, mostSteps).map(({ id }) => ({
      kind: 'create',
      change: {
        operation: 'betaTesterInvitations_createInstance',
        relationships: { betaTester: id, app: appId },
      },
    })),
    notes: [
      `to invite: ${Math.min(waiting.length, mostSteps)}; testing already, or removed by themselves: ${found.length - waiting.length}`,
      ...(absent.length > 0
        ? [
            `not testers ${group === undefined ? 'of this app' : 'of this group'}, add them first: ${someOf(absent.map(({ email }) => email))}`,
          ]
        : []),
      ...(later > 0 ? [`${later} more do not fit into one plan of ${mostSteps}; name them`] : []),
    ],
  };
}

/** Internal groups take people of the team only. Where the key may not list them, Apple decides. */
async function assertTeam(context: ToolContext, group: BetaGroup, people: readonly Person[]): Promise<void> {
  const team = new Set<string>();
  try {
    for (let at = 0; at < people.length; at += atOnce) {
      const answer = await readList(context, '/v1/users', {
        'filter[username]': people
          .slice(at, at + atOnce)
          .map(({ email }) => email)
          .join(','),
        'fields[users]': 'username',
        limit: '200',
      });
      for (const user of answer.data) team.add(text(user, 'username')?.toLowerCase() ?? '');
    }
  } catch (error) {
    if (error instanceof AscError && error.status === 403) return;
    throw error;
  }
  const strangers = people.filter(({ email }) => !team.has(email.toLowerCase()));
  if (strangers.length === 0) return;
  throw refused(
    `"${cleanText(group.name, 60)}" is an internal group and takes people of the team only; these are none: ${someOf(strangers.map(({ email }) => email))}.`,
    'Take an external group for them, or invite them into the team first (userInvitations_createInstance).',
  );
}

/** Throws when the group has no room for so many more. */
async function assertRoom(context: ToolContext, group: BetaGroup, more: number): Promise<void> {
  const most = group.internal ? mostTesters.internal : mostTesters.external;
  const there = await memberCount(context, group.id);
  if (there === undefined || there + more <= most) return;
  throw refused(
    `"${cleanText(group.name, 60)}" has ${there} testers and room for ${Math.max(0, most - there)} more (${most} in all); ${more} are to be added.`,
    'Remove some, or take another group.',
  );
}

function chunks(ids: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(ids.length / linkedAtOnce) }, (_, at) =>
    ids.slice(at * linkedAtOnce, (at + 1) * linkedAtOnce),
  );
}

function someOf(words: readonly string[]): string {
  return listed(words, 10);
}
