/**
 * Attributes that are orders, not values: no answer shows `submitted`, but the state does. Read from the API document
 * (4.5.1, 2026-10-06) and the states of the objects (facts read 2026-11-22).
 */
interface Order {
  /** Attributes in which the effect may be seen; an object's `state` member counts for the object. */
  readonly shownIn: readonly string[];
  /** Values that say it was carried out. */
  readonly done: readonly string[];
  /** The state follows late, so an old one does not say that the order never came. */
  readonly late?: true;
}

const uploaded: Order = {
  shownIn: ['assetDeliveryState', 'videoDeliveryState', 'state'],
  done: ['UPLOAD_COMPLETE', 'PROCESSING', 'COMPLETE', 'FAILED', 'PREPARE_FOR_SUBMISSION'],
  late: true,
};

/** Attribute of an update → order, where it means the same for every resource. */
const everywhere: { readonly [attribute: string]: Order } = { uploaded };

const byOperation: { readonly [operationId: string]: { readonly [attribute: string]: Order } } = {
  accessibilityDeclarations_updateInstance: { publish: { shownIn: ['state'], done: ['PUBLISHED'] } },
  appAssetLibraryImages_updateInstance: { archived: { shownIn: ['state'], done: ['ARCHIVED'], late: true } },
  appAssetLibraryVideos_updateInstance: { archived: { shownIn: ['state'], done: ['ARCHIVED'], late: true } },
  appClipAdvancedExperiences_updateInstance: {
    removed: { shownIn: ['status'], done: ['DEACTIVATED'], late: true },
  },
  nominations_updateInstance: {
    submitted: { shownIn: ['state'], done: ['SUBMITTED'] },
    archived: { shownIn: ['state'], done: ['ARCHIVED'] },
  },
  reviewSubmissions_updateInstance: {
    submitted: {
      shownIn: ['state'],
      done: ['WAITING_FOR_REVIEW', 'IN_REVIEW', 'COMPLETING', 'COMPLETE'],
    },
    canceled: { shownIn: ['state'], done: ['CANCELING', 'COMPLETE'] },
  },
};

/** The order that an attribute of an update gives when it is `true`. */
export function orderOf(operationId: string, attribute: string, value: unknown): Order | undefined {
  if (value !== true) return undefined;
  return byOperation[operationId]?.[attribute] ?? everywhere[attribute];
}
