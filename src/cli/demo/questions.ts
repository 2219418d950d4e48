import { objectAt, stringAt } from '../../catalog/json.ts';
import { countsOf, objectOf, type Row, rowsOf } from './answers.ts';
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
  { text: 'Who is on the team, and what may they do?', answer: whoIsOnTheTeam },
];

async function readyToShip(assistant: Assistant): Promise<void> {
  const name = 'Weather Now/3.2';
  await assistant.ask('asc_find_operations', { query: 'is a version ready to ship', kind: 'read' });
  const version = objectOf(
    await assistant.ask('asc_read', {
      operation: 'appStoreVersions_getInstance',
      id: name,
      include: ['build', 'appStoreReviewDetail'],
    }),
  );
  const texts = rowsOf(
    await assistant.ask('asc_read', {
      operation: 'appStoreVersions_appStoreVersionLocalizations_getToManyRelated',
      id: name,
      include: ['appScreenshotSets'],
      columns: [
        'locale',
        'whatsNew',
        'description',
        'keywords',
        'supportUrl',
        'appScreenshotSets.screenshotDisplayType',
      ],
    }),
  );
  const infos = rowsOf(
    await assistant.ask('asc_read', {
      operation: 'apps_appInfos_getToManyRelated',
      id: 'Weather Now',
      columns: ['id', 'state', 'appStoreAgeRating'],
    }),
  );
  const blockers = [...stateBlockers(version), ...textBlockers(texts), ...ageBlockers(infos)];
  const looks = missingScreenshots(texts);
  paper.conclusion(
    blockers.length === 0
      ? 'Yes: nothing that the API shows stands in the way.'
      : `Not yet: ${blockers.length === 1 ? 'one thing blocks' : `${blockers.length} things block`} it.`,
  );
  for (const blocker of blockers) paper.bad(blocker);
  for (const look of looks) paper.look(look);
  const build = objectAt(version, 'build');
  const passed = [
    build['processingState'] === 'VALID' ? `build ${stringAt(build, 'version') ?? ''} is processed` : '',
    build['usesNonExemptEncryption'] === undefined ? '' : 'the encryption question is answered',
    ageBlockers(infos).length === 0 ? `age rating ${infos[0]?.['appStoreAgeRating'] ?? ''}` : '',
    stringAt(objectAt(version, 'appStoreReviewDetail'), 'contactEmail') === undefined
      ? ''
      : 'review contact is set',
    `${texts.length} languages`,
  ].filter((part) => part !== '');
  paper.good(`In order: ${passed.join(', ')}.`);
  paper.line(
    `State ${stringAt(version, 'appVersionState') ?? 'unknown'}; release ${stringAt(version, 'releaseType') === 'MANUAL' ? 'by hand after approval' : 'by itself after approval'}.`,
  );
}

function stateBlockers(version: unknown): string[] {
  const build = objectAt(version, 'build');
  const review = objectAt(version, 'appStoreReviewDetail');
  const state = stringAt(version, 'appVersionState') ?? 'unknown';
  const out: string[] = [];
  if (!['PREPARE_FOR_SUBMISSION', 'READY_FOR_REVIEW', 'DEVELOPER_REJECTED'].includes(state))
    out.push(`The version is ${state}: it cannot be submitted in that state.`);
  if (build['id'] === undefined) out.push('No build is attached.');
  else if (build['processingState'] !== 'VALID' || build['expired'] === true)
    out.push(
      `Build ${String(build['version'])} is ${build['expired'] === true ? 'expired' : String(build['processingState'])}.`,
    );
  if (build['id'] !== undefined && build['usesNonExemptEncryption'] === undefined)
    out.push(`Nobody answered the question about encryption for build ${String(build['version'])}.`);
  if (stringAt(review, 'contactEmail') === undefined) out.push('App Review has no contact.');
  if (review['demoAccountRequired'] === true && stringAt(review, 'demoAccountName') === undefined)
    out.push('App Review needs a demo account.');
  return out;
}

function textBlockers(texts: readonly Row[]): string[] {
  const required = {
    whatsNew: 'What’s New',
    description: 'description',
    keywords: 'keywords',
    supportUrl: 'support URL',
  };
  return Object.entries(required).flatMap(([column, title]) => {
    const without = texts.filter((row) => (row[column] ?? '') === '').map((row) => row['locale'] ?? '');
    return without.length === 0 ? [] : [`No ${title} in ${without.join(', ')}.`];
  });
}

function ageBlockers(infos: readonly Row[]): string[] {
  return infos.some((row) => (row['appStoreAgeRating'] ?? '') === '') || infos.length === 0
    ? ['The age rating is not answered.']
    : [];
}

/** Languages that lack a set which others have: the store shows those of the primary language there. */
function missingScreenshots(texts: readonly Row[]): string[] {
  const setsOf = (row: Row): string[] =>
    (row['appScreenshotSets.screenshotDisplayType'] ?? '').split('; ').filter((set) => set !== '');
  const all = [...new Set(texts.flatMap(setsOf))];
  return all.flatMap((set) => {
    const without = texts.filter((row) => !setsOf(row).includes(set)).map((row) => row['locale'] ?? '');
    return without.length === 0
      ? []
      : [
          `No ${set} screenshots in ${without.join(', ')}; the store shows those of the primary language there.`,
        ];
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
  await assistant.ask('asc_describe_operation', { operation: 'salesReports_getCollection' });
  const status = await assistant.ask('asc_status', {});
  const vendorNumber = /^vendor number: (\d+)$/m.exec(status)?.[1] ?? '';
  const sunday = lastReportedSunday();
  const rows = rowsOf(
    await assistant.ask('asc_read', {
      operation: 'salesReports_getCollection',
      filter: {
        vendorNumber,
        reportType: 'SALES',
        reportSubType: 'SUMMARY',
        frequency: 'WEEKLY',
        reportDate: sunday,
      },
      columns: ['Title', 'Units', 'Developer Proceeds', 'Country Code', 'Currency of Proceeds'],
    }),
  ).filter((row) => row['Country Code'] === 'JP');
  const sums = new Map<string, { proceeds: number; units: number }>();
  for (const row of rows) {
    const units = Number(row['Units'] ?? 0);
    const title = row['Title'] ?? '';
    const before = sums.get(title) ?? { proceeds: 0, units: 0 };
    // A row of a sales report tells the proceeds of one unit.
    const proceeds = Number(row['Developer Proceeds'] ?? 0) * units;
    sums.set(title, { proceeds: before.proceeds + proceeds, units: before.units + units });
  }
  const earning = [...sums]
    .filter(([, sum]) => sum.proceeds !== 0)
    .sort(([, a], [, b]) => b.proceeds - a.proceeds);
  const total = earning.reduce((sum, [, { proceeds }]) => sum + proceeds, 0);
  const currency = rows[0]?.['Currency of Proceeds'] ?? '';
  paper.conclusion(`${money(total)} ${currency} of proceeds in Japan in the week to Sunday ${sunday}.`);
  for (const [title, { proceeds, units }] of earning)
    paper.pair(`${money(proceeds)} ${currency}`.padStart(13), 15, `${title}, ${money(units)} units`);
}

/** Weekly reports end on a Sunday and are there a day or two later. */
function lastReportedSunday(now: number = Date.now()): string {
  const date = new Date(now - 2 * dayMs);
  return new Date(date.getTime() - date.getUTCDay() * dayMs).toISOString().slice(0, 10);
}

function money(amount: number): string {
  return Math.round(amount).toLocaleString('en-US');
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
