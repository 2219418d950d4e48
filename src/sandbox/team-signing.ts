import { hex } from './random.ts';
import { person } from './team-builds.ts';
import { teamIds } from './team-ids.ts';
import type { Seeder } from './team-seeder.ts';

/** People, devices, certificates, bundle ids and profiles. */
export function seedSigning(seeder: Seeder): void {
  seedPeople(seeder);
  const certificates = [
    [teamIds.certificates.expiring, 'Northwind Apps Ltd', 'DISTRIBUTION', -12],
    [teamIds.certificates.expired, 'Northwind Apps Ltd', 'IOS_DISTRIBUTION', 41],
    ['CERTDEV001', 'Sven Lund', 'DEVELOPMENT', -220],
    ['CERTDEV002', 'Priya Gupta', 'DEVELOPMENT', -301],
    ['CERTMACAP1', 'Northwind Apps Ltd', 'MAC_APP_DISTRIBUTION', -150],
    ['CERTMACIN1', 'Northwind Apps Ltd', 'MAC_INSTALLER_DISTRIBUTION', -150],
  ] as const;
  for (const [id, name, type, age] of certificates)
    seeder.put('Certificate', id, {
      name: `${type.includes('DISTRIBUTION') ? 'Apple Distribution' : 'Apple Development'}: ${name}`,
      displayName: name,
      certificateType: type,
      serialNumber: hex(id, 32).toUpperCase(),
      ...(type.startsWith('MAC')
        ? { platform: 'MAC_OS' }
        : type.startsWith('IOS')
          ? { platform: 'IOS' }
          : {}),
      expirationDate: seeder.ago(age),
      certificateContent: Buffer.from(`not a certificate: ${id}`).toString('base64'),
      activated: true,
    });
  const pass = seeder.put(
    'PassTypeId',
    'PASSTYPE01',
    { name: 'Trail pass', identifier: 'pass.com.example.trailmate' },
    {
      certificates: [
        seeder.put('Certificate', 'CERTPASS01', {
          name: 'Pass Type ID: pass.com.example.trailmate',
          displayName: 'pass.com.example.trailmate',
          certificateType: 'PASS_TYPE_ID',
          serialNumber: hex('CERTPASS01', 32).toUpperCase(),
          expirationDate: seeder.ago(-88),
          certificateContent: Buffer.from('not a certificate: pass').toString('base64'),
          activated: true,
        }),
      ],
    },
  );
  seeder.link('Certificate', 'CERTPASS01', 'passTypeId', pass);
  seeder.put(
    'MerchantId',
    'MERCHANT01',
    { name: 'Pocket Ledger shop', identifier: 'merchant.com.example.ledger' },
    {
      certificates: [
        seeder.put('Certificate', 'CERTAPPAY1', {
          name: 'Apple Pay: merchant.com.example.ledger',
          displayName: 'merchant.com.example.ledger',
          certificateType: 'APPLE_PAY',
          serialNumber: hex('CERTAPPAY1', 32).toUpperCase(),
          expirationDate: seeder.ago(-400),
          certificateContent: Buffer.from('not a certificate: pay').toString('base64'),
          activated: true,
        }),
      ],
    },
  );
  const devices = seedDevices(seeder);
  for (const [app, name, capabilities] of [
    [
      teamIds.weather,
      'Weather Now',
      ['PUSH_NOTIFICATIONS', 'IN_APP_PURCHASE', 'ICLOUD', 'ASSOCIATED_DOMAINS'],
    ],
    [teamIds.ledger, 'Pocket Ledger', ['IN_APP_PURCHASE', 'ICLOUD', 'DATA_PROTECTION', 'APPLE_PAY']],
    [teamIds.trail, 'Trail Mate', ['GAME_CENTER', 'IN_APP_PURCHASE', 'HEALTHKIT', 'WALLET']],
  ] as const) {
    const id = `BUNDLE${hex(app.bundleId, 4).toUpperCase()}`;
    const made = capabilities.map((capabilityType) =>
      seeder.put('BundleIdCapability', `${id}_${capabilityType}`, {
        capabilityType,
        ...(capabilityType === 'ICLOUD'
          ? {
              settings: [
                {
                  key: 'ICLOUD_VERSION',
                  name: 'iCloud version',
                  options: [{ key: 'XCODE_6', name: 'Include CloudKit support', enabled: true }],
                },
              ],
            }
          : {}),
      }),
    );
    seeder.put(
      'BundleId',
      id,
      { name, identifier: app.bundleId, platform: 'UNIVERSAL', seedId: 'NW5X8APPS1' },
      { app: app.app, bundleIdCapabilities: made },
    );
    const profile = (
      key: string,
      type: string,
      state: 'ACTIVE' | 'INVALID',
      certificate: string,
      expires: number,
      withDevices: boolean,
    ): void => {
      seeder.put(
        'Profile',
        hex(`${app.app} ${key}`, 10).toUpperCase(),
        {
          name: `${name} ${key}`,
          platform: 'IOS',
          profileType: type,
          profileState: state,
          profileContent: Buffer.from(`not a profile: ${name} ${key}`).toString('base64'),
          uuid: seeder.id(`${app.app} ${key}`),
          createdDate: seeder.ago(expires + 365),
          expirationDate: seeder.ago(expires),
        },
        { bundleId: id, certificates: [certificate], ...(withDevices ? { devices } : {}) },
      );
    };
    profile('App Store', 'IOS_APP_STORE', 'ACTIVE', teamIds.certificates.expiring, -12, false);
    profile('Development', 'IOS_APP_DEVELOPMENT', 'ACTIVE', 'CERTDEV001', -220, true);
    profile('Ad hoc', 'IOS_APP_ADHOC', 'INVALID', teamIds.certificates.expired, 41, true);
  }
}

function seedDevices(seeder: Seeder): string[] {
  const devices = [
    ["Sven's iPhone", 'IPHONE', 'iPhone 17 Pro', 'ENABLED'],
    ["Priya's iPhone", 'IPHONE', 'iPhone 16', 'ENABLED'],
    ["Mara's iPad", 'IPAD', 'iPad Pro 13-inch (M5)', 'ENABLED'],
    ["Aiko's iPhone", 'IPHONE', 'iPhone 15', 'ENABLED'],
    ["Otto's old iPhone", 'IPHONE', 'iPhone 8', 'DISABLED'],
    ['Meeting room TV', 'APPLE_TV', 'Apple TV 4K', 'ENABLED'],
    ["Rosa's Watch", 'APPLE_WATCH', 'Apple Watch Ultra 3', 'ENABLED'],
    ['Build Mac', 'MAC', 'Mac mini (M4)', 'ENABLED'],
    ["Zoe's Vision Pro", 'APPLE_VISION_PRO', 'Apple Vision Pro', 'ENABLED'],
  ] as const;
  return devices.map(([name, deviceClass, model, status], index) =>
    seeder.put('Device', hex(name, 10).toUpperCase(), {
      name,
      platform: deviceClass === 'MAC' ? 'MAC_OS' : 'IOS',
      udid: `0000${8101 + index}-${hex(name, 16).toUpperCase()}`,
      deviceClass,
      status,
      model,
      addedDate: seeder.ago(30 + index * 41),
    }),
  );
}

function seedPeople(seeder: Seeder): void {
  const users = [
    ['Mara', 'Lindqvist', ['ACCOUNT_HOLDER', 'ADMIN'], true],
    ['Sven', 'Lund', ['APP_MANAGER', 'DEVELOPER'], true],
    ['Priya', 'Gupta', ['DEVELOPER', 'CLOUD_MANAGED_APP_DISTRIBUTION'], true],
    ['Aiko', 'Sato', ['MARKETING'], true],
    ['Otto', 'Haas', ['FINANCE', 'SALES'], true],
    ['Rosa', 'Moreau', ['CUSTOMER_SUPPORT'], false],
    ['Jonas', 'Varga', ['DEVELOPER'], false],
  ] as const;
  for (const [firstName, lastName, roles, allAppsVisible] of users)
    seeder.put(
      'User',
      seeder.id(`user ${firstName}`),
      {
        username: `${firstName}.${lastName}@example.com`.toLowerCase(),
        firstName,
        lastName,
        roles: [...roles],
        allAppsVisible,
        provisioningAllowed: roles.some((role) => role === 'ADMIN' || role === 'APP_MANAGER'),
      },
      allAppsVisible ? {} : { visibleApps: [teamIds.trail.app] },
    );
  for (const index of [3, 14]) {
    const { first, last, email } = person(index);
    seeder.put(
      'UserInvitation',
      seeder.id(`invitation ${index}`),
      {
        email,
        firstName: first,
        lastName: last,
        expirationDate: seeder.ago(index === 3 ? -2 : -0.4),
        roles: ['DEVELOPER'],
        allAppsVisible: false,
        provisioningAllowed: false,
      },
      { visibleApps: [teamIds.weather.app] },
    );
  }
  for (const [index, territory] of ['USA', 'DEU', 'JPN', 'TUR'].entries())
    seeder.put('SandboxTesterV2', seeder.id(`sandbox ${territory}`), {
      firstName: 'Sandy',
      lastName: territory,
      acAccountName: `sandbox+${territory.toLowerCase()}@example.com`,
      territory,
      applePayCompatible: index === 0,
      interruptPurchases: index === 1,
      subscriptionRenewalRate: 'MONTHLY_RENEWAL_EVERY_FIVE_MINUTES',
    });
}
