import { AscError } from '../../client/errors.ts';
import type { StepResult } from '../../guard/types.ts';
import type { Answer } from '../answer.ts';
import type { ApprovalRequest } from '../approval-request.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { utcDay } from '../days.ts';
import { text } from '../document.ts';
import { readTextAt } from '../folders.ts';
import { refused } from '../refused.ts';
import { runJob } from '../write/job.ts';
import { capabilitiesOf } from './capabilities.ts';
import { devicesOf } from './devices.ts';
import { type Found, look, momentOf, ownCertificate, validCertificates } from './look.ts';
import { type Platform, type Purpose, purposeOf, type Use } from './purposes.ts';
import { report } from './report.ts';
import { saveCertificate, saveProfile } from './save.ts';
import { type Planned, planned } from './steps.ts';

/** A call of `asc_setup_signing`, parsed. */
export interface SigningCall {
  readonly bundle_id: string;
  readonly name?: string | undefined;
  readonly use?: Use | undefined;
  readonly platform?: Platform | undefined;
  readonly capabilities?: readonly string[] | undefined;
  readonly devices_csv?: string | undefined;
  readonly devices?: readonly string[] | undefined;
  readonly profile_name?: string | undefined;
  readonly p12_password_file?: string | undefined;
  readonly renew?: boolean | undefined;
  readonly dry_run?: boolean | undefined;
}

/** Letters, digits, hyphens and dots; a star only at the end. */
const identifier = /^(?:[A-Za-z0-9-]+\.)+(?:[A-Za-z0-9-]+|\*)$/;

/**
 * Brings everything together that an app is signed with: identifier, capabilities, certificate, devices, profile. Looks
 * at what is there, takes over what can be used, and sends what is missing as one plan. The private key is made here,
 * before anything is sent, and stays here; so a call that was cut off goes on with the same key and the same request.
 */
export async function setupSigning(
  context: ToolContext,
  call: SigningCall,
): Promise<Answer | ApprovalRequest> {
  if (!identifier.test(call.bundle_id) || call.bundle_id.length > 155)
    throw refused(
      `${JSON.stringify(cleanText(call.bundle_id, 80))} cannot be a bundle id.`,
      'Write it like com.example.app.',
    );
  const purpose = call.use === undefined ? undefined : purposeOf(call.platform ?? 'IOS', call.use);
  assertUsed(call, purpose);
  const capabilities = capabilitiesOf(call.capabilities ?? []);
  const devices =
    call.devices_csv === undefined
      ? []
      : devicesOf(
          await readTextAt(context.files, call.devices_csv),
          call.platform === 'MAC_OS' ? 'MAC_OS' : 'IOS',
        );
  const password = await passwordOf(context, call);
  context.progress(0, undefined, 'looking at what is there');
  const found = await look(context, call.bundle_id, purpose);
  const plan = await planned(context, { call, purpose, capabilities, devices, found, now: Date.now() });
  const finish = async (): Promise<Answer> => finished(context, call, purpose, password, plan);
  if (plan.steps.length === 0) return finish();
  return runJob(
    context,
    {
      steps: plan.steps,
      notes: plan.notes,
      ending: finish,
      explain: (results) => explain(results, plan, found, purpose),
    },
    call.dry_run,
  );
}

/** Arguments that would silently mean nothing are mistakes. */
function assertUsed(call: SigningCall, purpose: Purpose | undefined): void {
  const idle =
    purpose === undefined
      ? (['profile_name', 'p12_password_file', 'renew', 'devices'] as const).filter(
          (name) => call[name] !== undefined,
        )
      : purpose.deviceClasses === undefined && call.devices !== undefined
        ? ['devices']
        : [];
  if (idle.length > 0)
    throw refused(
      `${idle.join(', ')} mean nothing ${purpose === undefined ? 'without use' : 'in a profile for the App Store'}.`,
      'Give use, or leave them out.',
    );
}

async function passwordOf(context: ToolContext, call: SigningCall): Promise<string | undefined> {
  if (call.p12_password_file === undefined) return undefined;
  const [password = ''] = (await readTextAt(context.files, call.p12_password_file)).split(/\r?\n/, 1);
  if (password.length >= 8) return password;
  throw refused(
    'The password for the .p12 file has fewer than 8 characters.',
    'A person writes a longer one into the first line of the file.',
  );
}

/** Everything is at Apple's side: the files, and what there is to know. */
async function finished(
  context: ToolContext,
  call: SigningCall,
  purpose: Purpose | undefined,
  password: string | undefined,
  plan: Planned,
): Promise<Answer> {
  const now = Date.now();
  // What Apple made of it, also where an answer was lost and only its effect was seen.
  const found = plan.steps.length === 0 ? plan.found : await look(context, call.bundle_id, purpose);
  const own = purpose === undefined ? undefined : ownCertificate(found, purpose, now);
  const saved = own === undefined || call.dry_run === true ? [] : await saveCertificate(own, password);
  const profile = found.profiles.find(
    ({ name, type, bundleId }) =>
      name === plan.profileName && type === purpose?.profileType && bundleId === found.bundleId?.id,
  );
  const files =
    profile === undefined || call.dry_run === true ? saved : [...saved, await saveProfile(context, profile)];
  return report({ call, purpose, plan, found, own, profile, files, now });
}

/** A refused certificate is mostly the limit of its kind: says which ones stand in the way. */
function explain(
  results: readonly StepResult[],
  { steps }: Planned,
  found: Found,
  purpose: Purpose | undefined,
): void {
  const at = steps.findIndex(({ change }) => change.operation === 'certificates_createInstance');
  const error = results[at]?.outcome === 'rejected' ? results[at].error : undefined;
  if (error?.status !== 409 || purpose === undefined) return;
  const standing = validCertificates(found, purpose, Date.now());
  throw new AscError({
    code: error.code,
    message: `Apple issues no further ${purpose.certificateType} certificate: ${error.message} ${at > 0 ? `The ${at} changes before it were made.` : 'Nothing was changed.'}`,
    meaning: `The team has: ${standing
      .map(
        (one) =>
          `${one.id} (${cleanText(text(one, 'displayName') ?? '', 40)}, until ${utcDay(momentOf(one))})`,
      )
      .join(', ')}. None of their keys is in this folder.`,
    next: `Put the key of one of them (PEM) into signing/${purpose.certificateType}/9.key.pem; or a person revokes one, which stops whoever signs with it: asc_delete {"operation":"certificates_deleteInstance","id":"…"}. The request that was made is kept for the next call.`,
    entries: error.entries,
    outcome: 'rejected',
    status: 409,
  });
}
