import { AscError } from '../../client/errors.ts';
import { cleanText } from '../clean.ts';
import { count, flag, type Reader, readList, text } from '../document.ts';
import { listed } from '../listed.ts';

/** A group of testers. */
export interface BetaGroup {
  readonly id: string;
  readonly name: string;
  readonly internal: boolean;
  /** It has every build by itself; only internal groups can. */
  readonly allBuilds: boolean;
  /** Whether the public link is on. */
  readonly open: boolean;
  readonly link: string | undefined;
  /** Most testers through the link, where that is limited. */
  readonly linkLimit: number | undefined;
}

/** Groups of an app that are looked at. */
const mostGroups = 200;

/** The groups of an app, internal ones first. */
export async function readGroups(context: Reader, appId: string): Promise<readonly BetaGroup[]> {
  const answer = await readList(
    context,
    '/v1/betaGroups',
    {
      'filter[app]': appId,
      'fields[betaGroups]':
        'name,isInternalGroup,hasAccessToAllBuilds,publicLinkEnabled,publicLink,publicLinkLimitEnabled,publicLinkLimit',
      limit: String(mostGroups),
    },
    mostGroups,
  );
  return answer.data
    .map((group) => ({
      id: group.id,
      name: text(group, 'name') ?? group.id,
      internal: flag(group, 'isInternalGroup') === true,
      allBuilds: flag(group, 'hasAccessToAllBuilds') === true,
      open: flag(group, 'publicLinkEnabled') === true,
      link: text(group, 'publicLink'),
      linkLimit: flag(group, 'publicLinkLimitEnabled') === true ? count(group, 'publicLinkLimit') : undefined,
    }))
    .sort((a, b) => Number(b.internal) - Number(a.internal));
}

/** Ids of the groups that have a build, without those that have all of them. */
export async function groupsOfBuild(context: Reader, buildId: string): Promise<ReadonlySet<string>> {
  const answer = await readList(
    context,
    '/v1/betaGroups',
    { 'filter[builds]': buildId, 'fields[betaGroups]': 'name', limit: String(mostGroups) },
    mostGroups,
  );
  return new Set(answer.data.map(({ id }) => id));
}

/** The groups that are meant, each once, by name or id. Throws `unknown_name` or `ambiguous_name`. */
export function chooseGroups(
  groups: readonly BetaGroup[],
  wanted: readonly string[],
  app: { readonly id: string; readonly name: string },
): readonly BetaGroup[] {
  const chosen = wanted.map((name) => {
    const same = name.trim().toLowerCase();
    const byId = groups.filter(({ id }) => id === name);
    const found = byId.length > 0 ? byId : groups.filter((group) => group.name.trim().toLowerCase() === same);
    const [only] = found;
    if (only === undefined) throw unknownGroup(name, groups, app);
    if (found.length > 1)
      throw new AscError({
        code: 'ambiguous_name',
        message: `${found.length} groups of ${cleanText(app.name, 60)} are called ${JSON.stringify(cleanText(name, 60))}.`,
        meaning: `Nothing was changed. Their ids: ${found.map(({ id }) => id).join(', ')}.`,
        next: 'Give the id of the one you mean.',
        outcome: 'not_sent',
      });
    return only;
  });
  return [...new Set(chosen)];
}

function unknownGroup(
  name: string,
  groups: readonly BetaGroup[],
  app: { readonly id: string; readonly name: string },
): AscError {
  const names = groups.map(
    (group) => `"${cleanText(group.name, 60)}" (${group.internal ? 'internal' : 'external'})`,
  );
  return new AscError({
    code: 'unknown_name',
    message: `${cleanText(app.name, 60)} has no group called ${JSON.stringify(cleanText(name, 60))}.`,
    meaning: `Nothing was changed. Its groups: ${names.length === 0 ? 'none' : listed(names, 20)}.`,
    next: `Give one of these, or create it: asc_create ${JSON.stringify({ operation: 'betaGroups_createInstance', attributes: { name: cleanText(name, 60), ...(groups.length === 0 ? { isInternalGroup: true } : {}) }, relationships: { app: app.id } })}.`,
    outcome: 'not_sent',
  });
}
