import { valueCalled } from '../called.ts';

/** A capability of a bundle id. */
interface Capability {
  /** What people call it, in small letters without blanks and marks, beside its own name. */
  readonly called: readonly string[];
  /** Settings without which Apple does not take it; what Xcode chooses. */
  readonly settings?: readonly Setting[];
}

interface Setting {
  readonly key: string;
  readonly options: readonly { readonly key: string; readonly enabled: true }[];
}

function setting(key: string, option: string): readonly Setting[] {
  return [{ key, options: [{ key: option, enabled: true }] }];
}

/** Capabilities that the API can switch on. Source: enum CapabilityType of the API document 4.5.1, 2026-10-06; names as Xcode shows them. */
export const capabilities: { readonly [type: string]: Capability } = {
  ACCESS_WIFI_INFORMATION: { called: ['accesswifi', 'wifiinformation'] },
  APPLE_ID_AUTH: {
    called: ['signinwithapple', 'siwa', 'appleid'],
    settings: setting('APPLE_ID_AUTH_APP_CONSENT', 'PRIMARY_APP_CONSENT'),
  },
  APPLE_PAY: { called: ['applepaypaymentprocessing'] },
  APP_GROUPS: { called: ['appgroup'] },
  ASSOCIATED_DOMAINS: { called: ['associateddomain', 'universallinks'] },
  AUTOFILL_CREDENTIAL_PROVIDER: { called: ['autofill', 'autofillcredentials'] },
  CLASSKIT: { called: [] },
  COREMEDIA_HLS_LOW_LATENCY: { called: ['lowlatencyhls'] },
  DATA_PROTECTION: {
    called: [],
    settings: setting('DATA_PROTECTION_PERMISSION_LEVEL', 'COMPLETE_PROTECTION'),
  },
  GAME_CENTER: { called: [] },
  HEALTHKIT: { called: ['health'] },
  HOMEKIT: { called: ['home'] },
  HOT_SPOT: { called: ['hotspot'] },
  ICLOUD: { called: ['cloudkit'], settings: setting('ICLOUD_VERSION', 'XCODE_6') },
  INTER_APP_AUDIO: { called: [] },
  IN_APP_PURCHASE: { called: ['inapppurchases', 'iap', 'storekit'] },
  MAPS: { called: [] },
  MULTIPATH: { called: [] },
  NETWORK_CUSTOM_PROTOCOL: { called: ['customnetworkprotocol'] },
  NETWORK_EXTENSIONS: { called: ['networkextension'] },
  NFC_TAG_READING: { called: ['nfc'] },
  PERSONAL_VPN: { called: ['vpn'] },
  PUSH_NOTIFICATIONS: { called: ['push', 'pushnotification', 'apns'] },
  SIRIKIT: { called: ['siri'] },
  SYSTEM_EXTENSION_INSTALL: { called: ['systemextension'] },
  USER_MANAGEMENT: { called: [] },
  WALLET: { called: ['passbook', 'passkit'] },
  WIRELESS_ACCESSORY_CONFIGURATION: { called: ['wirelessaccessory'] },
};

/** Linked on the website only: the API switches them on, and cannot say which group, container or merchant. Facts 2026-11-22. */
export const finishedOnWebsite: ReadonlySet<string> = new Set(['APP_GROUPS', 'ICLOUD', 'APPLE_PAY']);

/** Apple's names for what people wrote, each once. Throws `illegal_arguments` with the nearest known ones. */
export function capabilitiesOf(given: readonly string[]): readonly string[] {
  return [...new Set(given.map(capabilityOf))];
}

function capabilityOf(given: string): string {
  const values = Object.entries(capabilities).map(([type, { called }]) => [type, called] as const);
  return valueCalled(values, given, 'The API knows no capability');
}
