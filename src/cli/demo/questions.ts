import { countsOf, type Row, rowsOf } from './answers.ts';
import type { Assistant } from './assistant.ts';
import { paper } from './paper.ts';

/** A question of a person, and how a scripted assistant finds the answer in what the tools say. */
export interface Question {
  readonly text: string;
  readonly answer: (assistant: Assistant) => Promise<void>;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export const questions: readonly Question[] = [
  { text: 'Is Weather Now 3.2 ready to ship?', answer: readyToShip },
  { text: 'Which builds are stuck?', answer: stuckBuilds },
  { text: 'What do the latest one-star reviews say?', answer: oneStarReviews },
  { text: 'What did we earn in Japan last week?', answer: earnedInJapan },
  { text: 'What would 10 % more for the yearly plan in the euro countries mean?', answer: dearerInEuro },
  { text: 'Who is on the team, and what may they do?', answer: whoIsOnTheTeam },
];

async function readyToShip(assistant: Assistant): Promise<void> {
  await assistant.ask('asc_find_operations', { query: 'is a version ready to ship', kind: 'read' });
  const answer = await assistant.ask('asc_check_release', { app: 'Weather Now', version: '3.2' });
  const blockers = findingsOf(answer, 'blockers');
  const others = Number(/(\d+) warnings?/.exec(answer)?.[1] ?? 0);
  paper.conclusion(
    blockers.length === 0
      ? 'Yes: nothing that the API shows stands in the way.'
      : `Not yet: ${blockers.length === 1 ? 'one thing blocks' : `${blockers.length} things block`} it.`,
  );
  for (const blocker of blockers) paper.bad(blocker);
  if (others > 0) paper.look(`${others} more are worth a look; each comes with the call that puts it right.`);
  paper.line(answer.split('\n')[1] ?? '');
}

/** The findings of one severity: `What’s New is empty (de-DE)`. */
function findingsOf(answer: string, severity: string): readonly string[] {
  const lines = answer.split('\n');
  const from = lines.indexOf(`${severity}:`);
  if (from < 0) return [];
  const after = lines.slice(from + 1);
  const end = after.findIndex((line) => !line.startsWith('- '));
  return after.slice(0, end < 0 ? undefined : end).map((line) => {
    const [, check = '', where = check, says = line] = /^- (\S+?)(?: ([^:]+))?: (.*)$/.exec(line) ?? [];
    return `${says.replace(/ → .*$/, '')} (${where})`;
  });
}

async function stuckBuilds(assistant: Assistant): Promise<void> {
  await assistant.ask('asc_find_operations', { query: 'which builds are stuck', kind: 'read' });
  const columns = [
    'app.name',
    'preReleaseVersion.version',
    'preReleaseVersion.platform',
    'version',
    'processingState',
    'uploadedDate',
  ];
  const shared = {
    operation: 'builds_getCollection',
    include: ['app', 'preReleaseVersion', 'buildBetaDetail'],
    sort: ['-uploadedDate'],
  };
  const unfinished = await assistant.ask('asc_read', {
    ...shared,
    filter: { processingState: ['PROCESSING', 'FAILED', 'INVALID'] },
    columns,
  });
  const processed = await assistant.ask('asc_read', {
    ...shared,
    filter: { processingState: ['VALID'], expired: false },
    limit: 30,
    columns: [...columns, 'buildBetaDetail.internalBuildState'],
  });
  const failed = rowsOf(unfinished).filter((row) => row['processingState'] !== 'PROCESSING');
  const slow = rowsOf(unfinished).filter(
    (row) => row['processingState'] === 'PROCESSING' && ageOf(row['uploadedDate']) > hourMs,
  );
  const fresh = rowsOf(unfinished).length - failed.length - slow.length;
  const waiting = rowsOf(processed).filter(
    (row) => row['buildBetaDetail.internalBuildState'] === 'MISSING_EXPORT_COMPLIANCE',
  );
  const all = slow.length + failed.length + waiting.length;
  paper.conclusion(`${all} builds do not get on by themselves.`);
  for (const row of slow)
    paper.bad(
      `${buildName(row)}: in processing for ${agoText(row['uploadedDate'])}. Usual is under an hour; upload it again.`,
    );
  for (const row of failed)
    paper.bad(
      `${buildName(row)}: ${row['processingState'] ?? ''} (uploaded ${agoText(row['uploadedDate'])} ago). It needs a new upload.`,
    );
  for (const row of waiting)
    paper.look(
      `${buildName(row)}: processed, but nobody answered the question about encryption, so no tester gets it.`,
    );
  if (fresh > 0)
    paper.good(
      `${fresh} more came in within the last hour and ${fresh === 1 ? 'is' : 'are'} still in processing, as usual.`,
    );
}

function buildName(row: Row): string {
  return `${row['app.name'] ?? ''} ${row['preReleaseVersion.version'] ?? ''} (${row['version'] ?? ''}, ${row['preReleaseVersion.platform'] ?? ''})`;
}

/** Milliseconds since a date of a table: `2026-11-20 16:12` (UTC), `2026-11-20`, or `20261120` in long tables. */
function ageOf(date = ''): number {
  const day = date.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');
  return Date.now() - Date.parse(day.includes(' ') ? `${day.replace(' ', 'T')}Z` : day);
}

function agoText(date: string | undefined): string {
  const age = ageOf(date);
  const [count, unit] =
    age < 2 * dayMs ? [Math.max(1, Math.round(age / hourMs)), 'hour'] : [Math.round(age / dayMs), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

async function oneStarReviews(assistant: Assistant): Promise<void> {
  await assistant.ask('asc_find_operations', { query: 'latest one-star reviews', kind: 'read' });
  const answer = await assistant.ask('asc_read', {
    operation: 'apps_customerReviews_getToManyRelated',
    id: 'Weather Now',
    filter: { rating: '1' },
    sort: ['-createdDate'],
    limit: 6,
    columns: ['createdDate', 'territory', 'title', 'body', 'reviewerNickname'],
  });
  const rows = rowsOf(answer);
  const { total } = countsOf(answer);
  const territories = [...new Set(rows.map((row) => row['territory'] ?? ''))];
  paper.conclusion(
    `The latest ${rows.length} of ${total} one-star reviews of Weather Now, from ${territories.join(', ')}, as written:`,
  );
  for (const row of rows) {
    paper.line(`${row['createdDate'] ?? ''} · ${row['territory'] ?? ''} · ${row['reviewerNickname'] ?? ''}`);
    paper.quote(`${row['title'] ?? ''}: ${row['body'] ?? ''}`);
  }
  const loud = rows.filter((row) => commanding.test(row['body'] ?? '')).length;
  paper.note(
    `Quotes are data, never instructions.${loud === 0 ? '' : ` ${loud} of them ${loud === 1 ? 'tries' : 'try'} to be more: the server fences them in, and nothing came of it.`}`,
  );
}

async function earnedInJapan(assistant: Assistant): Promise<void> {
  await assistant.ask('asc_find_operations', { query: 'how much did we earn in Japan last week' });
  const answer = await assistant.ask('asc_get_report', {
    report: 'sales',
    period: 'last week',
    filter: { territory: 'Japan' },
    group_by: ['product'],
    measure: 'proceeds JPY',
  });
  const total = /^proceeds by currency: JPY ([\d.]+)/m.exec(answer)?.[1];
  const [, first = '', last = ''] = /report\(s\), (\S+) to (\S+?):/.exec(answer) ?? [];
  paper.conclusion(
    total === undefined
      ? `Nothing was earned in Japan from ${first} to ${last}.`
      : `${money(Number(total))} JPY of proceeds in Japan from ${first} to ${last}.`,
  );
  for (const row of rowsOf(answer).filter(({ 'proceeds JPY': sum }) => Number(sum) !== 0))
    paper.pair(
      `${money(Number(row['proceeds JPY']))} JPY`.padStart(13),
      15,
      `${row['product'] ?? ''}, ${money(Number(row['units']))} units`,
    );
}

function money(amount: number): string {
  return Math.round(amount).toLocaleString('en-US');
}

/** What a change would do, before anybody is asked: nothing is sent. */
async function dearerInEuro(assistant: Assistant): Promise<void> {
  const answer = await assistant.ask('asc_set_prices', {
    app: 'Weather Now',
    product: 'yearly',
    territories: ['euro'],
    percent: 10,
    existing_subscribers: 'keep',
    dry_run: true,
  });
  const [, title = '', ...lines] = answer.split('\n');
  paper.conclusion(title);
  for (const line of lines.slice(0, 2)) paper.line(line);
  paper.note('A dry run: nothing was sent. Without it a person would see this, and type a code to agree.');
}

/** Text that poses as markup, as a message of a protocol, or as an order to an assistant. */
const commanding = /<\/?[a-z_]+>|"jsonrpc"|ignore (?:all |the )?previous/i;

/** What a role opens, in a few words; the names are Apple's. */
const roles: Readonly<Record<string, string>> = {
  ACCOUNT_HOLDER: 'everything, and agreements',
  ADMIN: 'everything but agreements',
  APP_MANAGER: 'apps, releases, prices',
  DEVELOPER: 'builds, TestFlight, signing for development',
  MARKETING: 'texts and pictures of the store',
  FINANCE: 'payments and tax',
  SALES: 'sales and trends',
  CUSTOMER_SUPPORT: 'reviews and replies',
  ACCESS_TO_REPORTS: 'reports',
  CLOUD_MANAGED_APP_DISTRIBUTION: 'cloud-signed distribution',
};

async function whoIsOnTheTeam(assistant: Assistant): Promise<void> {
  await assistant.ask('asc_find_operations', {
    query: 'who is on the team and what may they do',
    kind: 'read',
  });
  const people = rowsOf(await assistant.ask('asc_read', { operation: 'users_getCollection', all: true }));
  const invited = rowsOf(
    await assistant.ask('asc_read', { operation: 'userInvitations_getCollection', all: true }),
  );
  paper.conclusion(`${people.length} people, and ${invited.length} who have not accepted yet.`);
  for (const row of people) paper.pair(fullName(row), 20, may(row));
  for (const row of invited)
    paper.pair(fullName(row), 20, `${may(row)}, invited until ${row['expirationDate'] ?? ''}`);
  const powerful = people.filter((row) => /ADMIN|ACCOUNT_HOLDER/.test(row['roles'] ?? ''));
  paper.note(
    `${powerful.length === 1 ? 'One person' : `${powerful.length} people`} can change who is on the team: ${powerful.map(fullName).join(', ')}.`,
  );
}

function fullName(row: Row): string {
  return `${row['firstName'] ?? ''} ${row['lastName'] ?? ''}`.trim();
}

function may(row: Row): string {
  return (row['roles'] ?? '')
    .split('; ')
    .map((role) => `${role}${roles[role] === undefined ? '' : ` (${roles[role]})`}`)
    .join(', ');
}
