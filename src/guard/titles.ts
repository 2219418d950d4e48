/** What things and steps are called where a person reads them. Names of other people are quoted, cut and harmless. */
import type { Resource } from '../catalog/index.ts';
import { isObject, objectAt, stringAt } from '../catalog/json.ts';
import { visibleText } from '../client/foreign.ts';
import { givenLinks, linkage, relationshipName } from './objects.ts';
import type { Write } from './types.ts';

/** Longest name in a prompt, in characters. */
const longestTitle = 80;

/** A text on one line and without hidden characters; of a long one at most `most` characters are looked at. */
export function plainText(text: string, most: number): string {
  return visibleText(text.slice(0, most)).replace(/\s+/gu, ' ').trim();
}

/** A text on one line, without hidden characters and without addresses that one could click; cut at `limit`. */
export function oneLine(text: string, limit: number = longestTitle): string {
  const plain = plainText(text, limit * 8)
    .replace(/\b[a-z][a-z0-9+.-]*:\/\//giu, '')
    .trim();
  const characters = [...plain];
  return characters.length <= limit ? plain : `${characters.slice(0, limit - 1).join('')}…`;
}

/** Attributes that make the name of an object, by resource; all of them together. */
const named: { readonly [resource: string]: readonly string[] } = {
  App: ['name'],
  AppInfo: ['state'],
  AppPricePointV3: ['customerPrice'],
  AppStoreReviewDetail: ['contactEmail'],
  AppStoreVersion: ['versionString', 'platform'],
  AppStoreVersionPhasedRelease: ['phasedReleaseState'],
  BetaTester: ['email'],
  Build: ['version'],
  BuildUpload: ['cfBundleShortVersionString', 'cfBundleVersion'],
  CiBuildRun: ['number'],
  CustomerReview: ['title'],
  CustomerReviewResponseV1: ['responseBody'],
  InAppPurchasePricePoint: ['customerPrice'],
  PrereleaseVersion: ['version', 'platform'],
  ReviewSubmission: ['platform', 'state'],
  ReviewSubmissionItem: ['state'],
  SubscriptionPricePoint: ['customerPrice'],
  User: ['username'],
};

/** Attributes that are names wherever they occur, the most telling first. */
const namelike: readonly string[] = [
  'name',
  'referenceName',
  'displayName',
  'identifier',
  'productId',
  'versionString',
  'locale',
  'email',
  'userEmail',
  'username',
  'acAccountName',
  'fileName',
  'customCode',
  'screenshotDisplayType',
  'previewType',
  'capabilityType',
  'version',
  'udid',
  'domain',
  'url',
  'link',
  'platform',
  'title',
  'accessType',
  'deviceFamily',
  'planType',
];

/** Short human name of a JSON:API object, without quotation marks; its id where nothing names it. */
export function titleOf(resource: Resource | undefined, object: unknown): string {
  const attributes = objectAt(object, 'attributes');
  const name = resource?.name ?? '';
  const chosen = named[name] ?? (/Localization(?:V\d)?$/.test(name) ? ['locale'] : []);
  const own = chosen.flatMap((one) => textOf(attributes[one])).join(' ');
  if (own.trim() !== '') return oneLine(own);
  for (const one of namelike) {
    const [text] = textOf(attributes[one]);
    if (text !== undefined && text.trim() !== '') return oneLine(text);
  }
  return oneLine(stringAt(object, 'id') ?? 'without name');
}

function textOf(value: unknown): readonly string[] {
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}

/** Words that are written otherwise than their camel case says. */
const spelling: readonly (readonly [RegExp, string])[] = [
  [/\bin app purchase/g, 'in-app purchase'],
  [/\bapp store\b/g, 'App Store'],
  [/\bapp clip/g, 'App Clip'],
  [/\bgame center\b/g, 'Game Center'],
  [/\bci\b/g, 'CI'],
  [/\bscm\b/g, 'SCM'],
  [/\bids\b/g, 'IDs'],
  [/\bid\b/g, 'ID'],
  [/\bios\b/g, 'iOS'],
  [/\bxcode\b/g, 'Xcode'],
  [/\bwin back\b/g, 'win-back'],
];

/** `appStoreVersionLocalizations` → `App Store version localizations`. */
export function inWords(name: string): string {
  const words = name
    .replace(/V\d+$/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return spelling.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), words);
}

/** `AppStoreVersionLocalization` → `App Store version localization`. */
export function resourceInWords(resource: Resource | undefined): string {
  return resource === undefined ? 'object' : inWords(resource.name);
}

/** Versions, locales, enum values: they cannot be mistaken for words of ours. */
const codes =
  /^(?:[a-z]{2,3}(?:-[A-Z][A-Za-z]{1,3})?|\d[\d.]*(?: [A-Z]+(?:_[A-Z]+)*)?|[A-Z0-9]+(?:_[A-Z0-9]+)+)$/;

/** A name as it stands in a sentence of ours: in quotation marks unless it is a version, a locale or a code. */
export function quoted(title: string): string {
  const text = oneLine(title);
  if (codes.test(text)) return text;
  return `“${text.replace(/[“”"„‟«»]/gu, '’')}”`;
}

/** What a phrase needs to know of the world; `Present` has it all. */
interface Names {
  readonly owner?: Resource;
  readonly target?: { readonly title: string };
  readonly parent?: { readonly words: string; readonly title: string };
  readonly app?: { readonly name: string };
  /** `type/id` → title. */
  readonly names: ReadonlyMap<string, string>;
}

/** Creates that are orders rather than objects: what they do, in words. */
const orders: { readonly [operationId: string]: string } = {
  appStoreVersionReleaseRequests_createInstance: 'Release',
  betaAppReviewSubmissions_createInstance: 'Submit for beta review',
  betaTesterInvitations_createInstance: 'Invite by e-mail',
  buildBetaNotifications_createInstance: 'Notify testers of',
  customerReviewResponses_createInstance: 'Answer publicly',
  endAppAvailabilityPreOrders_createInstance: 'End pre-orders of',
  inAppPurchaseSubmissions_createInstance: 'Submit for review',
  reviewSubmissionItems_createInstance: 'Add to the review submission',
  sandboxTestersClearPurchaseHistoryRequestV2_createInstance: 'Clear the purchases of',
  subscriptionGroupSubmissions_createInstance: 'Submit for review',
  subscriptionSubmissions_createInstance: 'Submit for review',
  webhookDeliveries_createInstance: 'Send again',
  webhookPings_createInstance: 'Ping',
};

/** Changes of one attribute that are orders as well: operation, attribute, and what its value makes happen. */
const commands: {
  readonly [operationId: string]: { readonly [attribute: string]: { readonly [value: string]: string } };
} = {
  appStoreVersionPhasedReleases_updateInstance: {
    phasedReleaseState: {
      PAUSED: 'Pause',
      ACTIVE: 'Go on with',
      COMPLETE: 'Release to everyone, and so end',
    },
  },
  reviewSubmissionItems_updateInstance: {
    resolved: { true: 'Tell App Review that it is fixed:' },
    removed: { true: 'Take out of its submission:' },
  },
  reviewSubmissions_updateInstance: {
    submitted: { true: 'Hand in to App Review:' },
    canceled: { true: 'Withdraw from App Review:' },
  },
};

/** What a change is, as a verb: an order where its only attribute is one. */
function changeWord({ operation, body }: Write): string {
  const given = Object.entries(objectAt(objectAt(body, 'data'), 'attributes'));
  const [[name, value] = ['', undefined]] = given;
  const order = given.length === 1 ? commands[operation.id]?.[name]?.[String(value)] : undefined;
  return order ?? 'Change';
}

/** Names that a sentence lists before it counts. */
const listed = 3;

/** A step in one sentence of ours: `Change App Store version localization de-DE of “Weather Now” 3.2`. */
export function phrase(write: Write, names: Names): string {
  const words = resourceInWords(names.owner);
  const relationship = relationshipName(write.operation);
  const target = names.target === undefined ? '' : ` ${quoted(names.target.title)}`;
  const place = placeOf(names);
  if (relationship !== undefined) {
    const sent = linkage(isObject(write.body) ? write.body['data'] : undefined);
    const things = enumerated(
      inWords(relationship),
      sent.map(({ type, id }) => names.names.get(`${type}/${id}`) ?? id),
    );
    const whole = `${words}${target}${place}`;
    if (write.method === 'POST') return `Add ${things} to ${whole}`;
    if (write.method === 'DELETE') return `Remove ${things} from ${whole}`;
    if (sent.length === 0) return `Clear the ${inWords(relationship)} of ${whole}`;
    return `Replace the ${inWords(relationship)} of ${whole} with ${things}`;
  }
  if (write.method === 'DELETE') return `Delete ${words}${target}${place}`;
  if (write.method === 'PATCH') return `${changeWord(write)} ${words}${target}${place}`;
  const order = orders[write.operation.id];
  if (order !== undefined) {
    const things = givenLinks(write.body).flatMap(([name, references]) =>
      references.length === 0
        ? []
        : [
            enumerated(
              inWords(name),
              references.map(({ type, id }) => names.names.get(`${type}/${id}`) ?? id),
            ),
          ],
    );
    return `${order}: ${things.length === 0 ? words : things.join(', ')}${appOf(names)}`;
  }
  const name = titleOf(names.owner, isObject(write.body) ? write.body['data'] : undefined);
  return `Create ${words}${name === 'without name' ? '' : ` ${quoted(name)}`}${place}`;
}

function enumerated(words: string, titles: readonly string[]): string {
  const shown = titles.slice(0, listed).map(quoted).join(', ');
  const rest = titles.length - listed;
  return rest > 0 ? `${titles.length} ${words} (${shown} and ${rest} more)` : `${words} ${shown}`.trim();
}

function appOf({ app }: Names): string {
  return app === undefined ? '' : ` of ${quoted(app.name)}`;
}

/** The app and the parent, or one of them. */
function placeOf(names: Names): string {
  const { app, parent, owner } = names;
  if (owner?.name === 'App') return '';
  if (parent === undefined) return appOf(names);
  const inside = app === undefined ? `${parent.words} ${quoted(parent.title)}` : quoted(parent.title);
  return app === undefined ? ` of ${inside}` : ` of ${quoted(app.name)} ${inside}`;
}
