import type { Fill } from '../../guard/later.ts';
import { cleanText } from '../clean.ts';
import type { ToolContext } from '../context.ts';
import { readOptionalList } from '../document.ts';
import type { CreateJob, PersonStep } from './create-steps.ts';
import { created } from './created.ts';
import type { Group } from './find.ts';
import { versionsOf } from './gather.ts';
import { editableVersions, type Kind, openVersion } from './kinds.ts';
import type { ProductVersion } from './snapshot.ts';

const versionMark = '<version>';
const groupVersionMark = '<group version>';

/** Steps for texts, and what was left alone. */
export interface TextSteps {
  readonly steps: readonly PersonStep[];
  readonly notes: readonly string[];
}

/** Id of the version that goes to review next, made when there is none. */
export async function versionId(context: ToolContext, kind: Kind, product: string): Promise<string> {
  const open = openVersion(await versionsOf(context, `${kind.path}/${product}/versions`, false));
  return (
    open?.id ??
    created(context, { operation: kind.version.create, relationships: { [kind.version.parent]: product } })
  );
}

/**
 * What customers read of the product, a step for each language that differs. Texts stand in the plan rather than run as
 * drafts do: the person sees them, and in a session that has read text of others they need one anyway.
 */
export function productTexts(job: CreateJob): TextSteps {
  const { call, kind, snapshot, catalogue } = job;
  const version = openVersion(snapshot?.versions ?? []);
  const differing = Object.entries(call.texts).filter(([locale, text]) => {
    const own = version?.texts.find((one) => one.locale === locale);
    return own?.name !== text.name.trim() || own.description !== text.description.trim();
  });
  if (differing.length > 0 && version !== undefined && !editableVersions.has(version.state))
    return {
      steps: [],
      notes: [`texts: left alone, version ${version.number} is ${version.state} and locked`],
    };
  let found: Promise<string> | undefined;
  const fill: Fill = async (earlier, signal) => {
    found ??= versionId({ ...job.context, signal }, kind, await job.productId(signal, earlier));
    return { [versionMark]: await found };
  };
  const steps = differing.map(([locale, text]): PersonStep => {
    const own = version?.texts.find((one) => one.locale === locale);
    const attributes = { name: text.name.trim(), description: text.description.trim() };
    return {
      ...(own === undefined
        ? {
            kind: 'create',
            change: {
              operation: kind.version.textCreate,
              attributes: { locale, ...attributes },
              relationships: { version: version?.id ?? versionMark },
            },
          }
        : {
            kind: 'update',
            change: { operation: kind.version.textUpdate, id: own.id, attributes },
          }),
      words: {
        title: `Text ${locale}`,
        changes: Object.entries(attributes).map(([field, after]) => ({
          field,
          ...(own === undefined
            ? {}
            : { before: cleanText(own[field === 'name' ? 'name' : 'description'], 200) }),
          after: cleanText(after, 200),
        })),
        app: catalogue.app,
      },
      ...(version === undefined ? { fill } : {}),
    };
  });
  return { steps, notes: [] };
}

/** A group is shown to customers by name; one that was approved is left alone. */
export async function groupTexts(job: CreateJob, group: Group | undefined): Promise<TextSteps> {
  const { call, kind, catalogue, context } = job;
  const none: TextSteps = { steps: [], notes: [] };
  if (kind.name !== 'subscription') return none;
  const versions = group === undefined ? [] : await versionsIn(context, group.id);
  const [newest] = versions;
  if (newest !== undefined && !editableVersions.has(newest.state)) return none;
  if (group !== undefined && newest === undefined && (await hasOldTexts(context, group.id))) return none;
  const missing = Object.keys(call.texts).filter(
    (locale) => !(newest?.texts ?? []).some((one) => one.locale === locale),
  );
  const name = (group?.name ?? call.group ?? '').trim();
  let found: Promise<string> | undefined;
  const make = async (signal: AbortSignal): Promise<string> => {
    const now = { ...context, signal };
    const id = await job.groupId(signal);
    return (
      openVersion(await versionsIn(now, id))?.id ??
      created(now, {
        operation: 'subscriptionGroupVersions_createInstance',
        relationships: { subscriptionGroup: id },
      })
    );
  };
  const fill: Fill = async (_earlier, signal) => {
    found ??= make(signal);
    return { [groupVersionMark]: await found };
  };
  const steps = missing.map(
    (locale): PersonStep => ({
      kind: 'create',
      change: {
        operation: 'subscriptionGroupLocalizationsV2_createInstance',
        attributes: { locale, name },
        relationships: { version: newest?.id ?? groupVersionMark },
      },
      words: {
        title: `Name of the group for customers, ${locale}`,
        changes: [{ field: 'name', after: cleanText(name, 200) }],
        app: catalogue.app,
      },
      ...(newest === undefined ? { fill } : {}),
    }),
  );
  return { steps, notes: [] };
}

function versionsIn(context: ToolContext, group: string): Promise<readonly ProductVersion[]> {
  return versionsOf(context, `/v1/subscriptionGroups/${group}/versions`, false);
}

/** Groups from before versions keep their texts on themselves. */
async function hasOldTexts(context: ToolContext, group: string): Promise<boolean> {
  const path = `/v1/subscriptionGroups/${group}/subscriptionGroupLocalizations`;
  return (await readOptionalList(context, path, { limit: '1' })).data.length > 0;
}
