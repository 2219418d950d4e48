import { refused } from '../refused.ts';

/** What an app is signed for. */
export type Use = 'development' | 'ad_hoc' | 'app_store';
/** Where it runs. */
export type Platform = 'IOS' | 'MAC_OS' | 'TV_OS';

/** What a kind of signing takes. */
export interface Purpose {
  readonly profileType: string;
  /** The kind of certificate that is made. */
  readonly certificateType: string;
  /** Older kinds that sign the same, and are used where their key is here. */
  readonly alsoFits: readonly string[];
  /** Classes of devices that its profile lists; absent for profiles without devices. */
  readonly deviceClasses?: readonly string[];
}

const phones = ['IPHONE', 'IPAD', 'IPOD', 'APPLE_WATCH', 'APPLE_VISION_PRO'] as const;

/**
 * Kinds of signing. Source: enums profileType, CertificateType and deviceClass of the API document 4.5.1, 2026-10-06;
 * devices belong to development and ad hoc profiles only (facts of 2026-11-22).
 */
const purposes: { readonly [platform in Platform]: { readonly [use in Use]?: Purpose } } = {
  IOS: {
    development: development('IOS_APP_DEVELOPMENT', 'IOS_DEVELOPMENT', phones),
    ad_hoc: distribution('IOS_APP_ADHOC', 'IOS_DISTRIBUTION', phones),
    app_store: distribution('IOS_APP_STORE', 'IOS_DISTRIBUTION'),
  },
  MAC_OS: {
    development: development('MAC_APP_DEVELOPMENT', 'MAC_APP_DEVELOPMENT', ['MAC']),
    app_store: distribution('MAC_APP_STORE', 'MAC_APP_DISTRIBUTION'),
  },
  TV_OS: {
    development: development('TVOS_APP_DEVELOPMENT', 'IOS_DEVELOPMENT', ['APPLE_TV']),
    ad_hoc: distribution('TVOS_APP_ADHOC', 'IOS_DISTRIBUTION', ['APPLE_TV']),
    app_store: distribution('TVOS_APP_STORE', 'IOS_DISTRIBUTION'),
  },
};

function development(profileType: string, older: string, deviceClasses: readonly string[]): Purpose {
  return { profileType, certificateType: 'DEVELOPMENT', alsoFits: [older], deviceClasses };
}

function distribution(profileType: string, older: string, deviceClasses?: readonly string[]): Purpose {
  const purpose = { profileType, certificateType: 'DISTRIBUTION', alsoFits: [older] };
  return deviceClasses === undefined ? purpose : { ...purpose, deviceClasses };
}

/** Throws `illegal_arguments` for ad hoc on the Mac, which Apple does not have. */
export function purposeOf(platform: Platform, use: Use): Purpose {
  const purpose = purposes[platform][use];
  if (purpose !== undefined) return purpose;
  throw refused(`${platform} has no ${use} profiles.`, 'Take development or app_store.');
}
