import type { Answer } from '../answer.ts';
import { cleanText } from '../clean.ts';
import { dayMs, utcDay } from '../days.ts';
import { type Thing, text } from '../document.ts';
import { tableText } from '../table.ts';
import { type Found, momentOf, type OwnCertificate, type Profile } from './look.ts';
import type { Purpose } from './purposes.ts';
import type { SigningCall } from './setup.ts';
import { type Planned, soonDays } from './steps.ts';

/** How it stands in the end. */
interface Standing {
  readonly call: SigningCall;
  readonly purpose: Purpose | undefined;
  readonly plan: Planned;
  readonly found: Found;
  readonly own: OwnCertificate | undefined;
  readonly profile: Profile | undefined;
  readonly files: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Things that expire, shown at most. */
const mostRows = 20;

/** What is there, where the files are, and what expires soon. */
export function report({ call, purpose, plan, found, own, profile, files, now }: Standing): Answer {
  const expiring = expiringSoon(found, now);
  const enabled = found.devices.filter((one) => text(one, 'status') !== 'DISABLED').length;
  return {
    head: [
      plan.steps.length === 0
        ? found.bundleId === undefined
          ? `${call.bundle_id} is not registered; use, name or capabilities say what to set up. Nothing was changed.`
          : `Nothing to do for ${call.bundle_id}. Nothing was changed.`
        : `${call.bundle_id}: done, ${plan.steps.length} change${plan.steps.length === 1 ? '' : 's'}.`,
      ...(plan.steps.length === 0 ? plan.notes : []),
      found.bundleId === undefined
        ? 'bundle id: not registered'
        : `bundle id: ${found.bundleId.id}; capabilities: ${[...found.capabilities].sort().join(', ') || 'none'}`,
      ...(own === undefined
        ? purpose === undefined
          ? []
          : ['certificate: none whose key is here']
        : [`certificate: ${named(own.certificate)}, until ${dateOf(momentOf(own.certificate))}, key here`]),
      ...(profile === undefined
        ? []
        : [
            `profile: "${cleanText(profile.name, 60)}" ${profile.type} ${profile.state}, until ${dateOf(profile.expires)}`,
          ]),
      `devices: ${enabled} enabled of ${found.devices.length}`,
      ...(files.length > 0 ? [`files (0600, below the download folder): ${files.join(', ')}`] : []),
      ...(expiring.length > 0
        ? [`listed below: ${expiring.length} expired, invalid, or to end within ${soonDays} days`]
        : []),
    ],
    ...(expiring.length === 0
      ? {}
      : {
          data: tableText(expiring.slice(0, mostRows), ['kind', 'id', 'name', 'type', 'state', 'expires']),
          fenced: true,
        }),
    ...(purpose === undefined || !expiring.some(({ own: ours }) => ours)
      ? {}
      : { tail: ['Next: the same call with "renew":true makes anew what expires soon.'] }),
  };
}

function named(certificate: Thing): string {
  return `${certificate.id} "${cleanText(text(certificate, 'name') ?? '', 60)}" (${text(certificate, 'certificateType') ?? ''})`;
}

function dateOf(moment: number): string {
  return moment === 0 ? 'unknown' : utcDay(moment);
}

/** Certificates of the team and profiles of the identifier that end soon or cannot be used; the soonest first. */
function expiringSoon(
  { certificates, profiles, bundleId }: Found,
  now: number,
): readonly {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly state: string;
  readonly expires: string;
  readonly own: boolean;
}[] {
  const soon = now + soonDays * dayMs;
  const rows = [
    ...certificates.map((one) => ({
      kind: 'certificate',
      id: one.id,
      name: cleanText(text(one, 'name') ?? '', 60),
      type: text(one, 'certificateType') ?? '',
      state: momentOf(one) <= now ? 'EXPIRED' : 'VALID',
      moment: momentOf(one),
      own: false,
    })),
    ...profiles
      .filter((one) => bundleId !== undefined && one.bundleId === bundleId.id)
      .map((one) => ({
        kind: 'profile',
        id: one.id,
        name: cleanText(one.name, 60),
        type: one.type,
        state: one.expires <= now ? 'EXPIRED' : one.state,
        moment: one.expires,
        own: one.expires > now,
      })),
  ];
  return rows
    .filter(({ moment, state }) => moment <= soon || state === 'INVALID')
    .sort((a, b) => a.moment - b.moment)
    .map(({ moment, ...row }) => ({ ...row, expires: dateOf(moment) }));
}
