/** Ids of the seeded team that tests, the demo and its text may rely on. */
export const teamIds = {
  vendorNumber: '87654321',
  weather: { app: '1500000101', bundleId: 'com.example.weather', live: '3.1', next: '3.2' },
  ledger: { app: '1500000202', bundleId: 'com.example.ledger', live: '5.0.1', next: '5.1' },
  trail: { app: '1500000303', bundleId: 'com.example.trailmate', live: '2.4', next: '2.5' },
  versions: {
    weatherLive: 'a1b2c3d4-0000-4000-8000-000000000310',
    weatherNext: 'a1b2c3d4-0000-4000-8000-000000000320',
    weatherMacLive: 'a1b2c3d4-0000-4000-8000-000000000311',
    ledgerLive: 'a1b2c3d4-0000-4000-8000-000000000501',
    ledgerNext: 'a1b2c3d4-0000-4000-8000-000000000510',
    trailLive: 'a1b2c3d4-0000-4000-8000-000000000240',
    trailRejected: 'a1b2c3d4-0000-4000-8000-000000000250',
    trailTv: 'a1b2c3d4-0000-4000-8000-000000000241',
  },
  builds: {
    /** Valid, attached to Weather Now 3.2. */
    weatherNext: 'b1b2c3d4-0000-4000-8000-000000003204',
    /** PROCESSING since nine hours. */
    stuck: 'b1b2c3d4-0000-4000-8000-000000003205',
    /** Valid, but nobody answered the question about encryption. */
    missingCompliance: 'b1b2c3d4-0000-4000-8000-000000003203',
    ledgerNext: 'b1b2c3d4-0000-4000-8000-000000005101',
    trailRejected: 'b1b2c3d4-0000-4000-8000-000000002502',
  },
  submissions: {
    ledgerWaiting: 'c1b2c3d4-0000-4000-8000-000000000510',
    trailUnresolved: 'c1b2c3d4-0000-4000-8000-000000000250',
  },
  phasedRelease: 'd1b2c3d4-0000-4000-8000-000000000240',
  groups: {
    weatherInternal: 'e1b2c3d4-0000-4000-8000-000000000001',
    weatherExternal: 'e1b2c3d4-0000-4000-8000-000000000002',
    weatherPublic: 'e1b2c3d4-0000-4000-8000-000000000003',
    ledgerInternal: 'e1b2c3d4-0000-4000-8000-000000000004',
    trailExternal: 'e1b2c3d4-0000-4000-8000-000000000005',
  },
  products: {
    /** Consumable of Pocket Ledger. */
    receipts: '6440000201',
    /** Non-consumable of Pocket Ledger. */
    themes: '6440000202',
    /** Of Trail Mate; no localization, no screenshot: MISSING_METADATA. */
    offlineMaps: '6440000301',
  },
  subscriptionGroup: '21500101',
  subscriptions: { weekly: '6450000101', monthly: '6450000102', yearly: '6450000103' },
  reviews: {
    /** Hidden instructions in tag characters, zero-width and bidirectional characters. */
    injection: '00000000-1111-4000-8000-00000000dead',
    /** Pretends to end the data and to be an answer of the server. */
    forgery: '00000000-1111-4000-8000-00000000beef',
  },
  certificates: { expiring: 'CERTEXPIR1', expired: 'CERTEXPRD2' },
  workflows: { release: '30000000-0000-4000-8000-0000000000a1' },
  buildRuns: {
    failed: '30000000-0000-4000-8000-0000000000b3',
    running: '30000000-0000-4000-8000-0000000000b4',
  },
} as const;
