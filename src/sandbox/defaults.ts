import { randomUUID } from 'node:crypto';
import type { Catalog, Operation, Resource } from '../catalog/index.ts';
import { enumValues, keyOf, parseScalar } from '../catalog/schema.ts';

const day = 86_400_000;

/** Moments that the server sets when an object appears. */
const born: readonly string[] = ['createdDate', 'lastModifiedDate', 'addedDate', 'uploadedDate'];

/** Attributes that hold a state which only the server moves. */
const states: ReadonlySet<string> = new Set([
  'state',
  'status',
  'placeStatus',
  'appStoreState',
  'appVersionState',
  'eventState',
  'betaReviewState',
  'profileState',
  'appEncryptionDeclarationState',
  'executionProgress',
  'deliveryState',
  'inviteType',
]);

/** States that new objects begin in; the first that the attribute's enum knows is taken, else the enum's first. */
const beginnings: readonly string[] = [
  'MISSING_METADATA',
  'PREPARE_FOR_SUBMISSION',
  'PARENT_PREPARE_FOR_SUBMISSION',
  'DRAFT',
  'READY_FOR_REVIEW',
  'AWAITING_UPLOAD',
  'WAITING_FOR_REVIEW',
  'PENDING_PUBLISH',
  'PENDING',
  'CREATED',
];

/** Flags and counters that start alike wherever they occur. */
const starts: Readonly<Record<string, unknown>> = {
  archived: false,
  live: false,
  active: true,
  preserved: false,
  stoppedDueToInactivity: false,
  redelivery: false,
};

/** What the server adds to new objects of one resource; a value that was sent wins. */
const special: Readonly<Record<string, (now: number) => Readonly<Record<string, unknown>>>> = {
  AppStoreVersion: () => ({ releaseType: 'AFTER_APPROVAL', reviewType: 'APP_STORE', downloadable: true }),
  AppStoreVersionPhasedRelease: () => ({
    phasedReleaseState: 'INACTIVE',
    totalPauseDuration: 0,
    currentDayNumber: 0,
  }),
  BetaAppReviewSubmission: (now) => ({ submittedDate: date(now) }),
  BetaGroup: () => ({
    isInternalGroup: false,
    hasAccessToAllBuilds: false,
    publicLinkEnabled: false,
    publicLinkLimitEnabled: false,
    feedbackEnabled: true,
  }),
  BundleId: () => ({ seedId: 'SANDBOX001' }),
  CiBuildRun: () => ({ number: 1, startReason: 'MANUAL', isPullRequestBuild: false }),
  UserInvitation: (now) => ({ expirationDate: date(now + 3 * day) }),
};

/** Resources whose id is that of their parent, with the relationship that names it. */
const inherited: Readonly<Record<string, string>> = {
  // Documentation and live reports, read 2026-11-22.
  AppPriceSchedule: 'app',
  AppAvailabilityV2: 'app',
  InAppPurchasePriceSchedule: 'inAppPurchase',
  InAppPurchaseAvailability: 'inAppPurchase',
};

/** The id of a new object: its parent's for schedules and the like, else a new one. */
export function newId(resource: string, links: ReadonlyMap<string, unknown>): string {
  const parent = links.get(inherited[resource] ?? '');
  return typeof parent === 'string' ? parent : randomUUID();
}

/** What the server adds to the attributes that were sent. `operation` tells which could have been sent. */
export function serverAttributes(
  catalog: Catalog,
  resource: Resource,
  operation: Operation | undefined,
  now: number,
): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  const writable = new Set(
    Object.keys(operation?.body?.attributes ?? {}).map((name) => name.replace(/\*$/, '')),
  );
  for (const [key, node] of Object.entries(resource.attributes ?? {})) {
    const { name } = keyOf(key);
    if (writable.has(name)) continue;
    if (Object.hasOwn(starts, name)) attributes[name] = starts[name];
    else if (born.includes(name)) attributes[name] = date(now);
    else if (name === 'version' && node === 'integer') attributes[name] = 1;
    else if (name === 'assetDeliveryState' || name === 'videoDeliveryState')
      attributes[name] = { state: 'AWAITING_UPLOAD', errors: [], warnings: [] };
    else if (name === 'state' && typeof node !== 'string') attributes[name] = { state: 'AWAITING_UPLOAD' };
    else if (states.has(name) && typeof node === 'string') attributes[name] = beginning(catalog, node);
  }
  return { ...attributes, ...special[resource.name]?.(now) };
}

function beginning(catalog: Catalog, node: string): string | undefined {
  const { kind, name } = parseScalar(node);
  if (kind !== 'enum') return undefined;
  const values = enumValues(catalog.data, name);
  return beginnings.find((state) => values.includes(state)) ?? values[0];
}

function date(moment: number): string {
  return new Date(moment).toISOString();
}
