import type { AscError } from '../../client/errors.ts';
import type { ToolContext } from '../context.ts';
import { notSent } from '../refused.ts';
import type { VersionSnapshot } from '../release/snapshot.ts';
import { type BetaBuild, readBuild } from '../testflight/builds.ts';
import { distributionOf } from '../testflight/distribute.ts';
import { encryptionSteps } from '../testflight/encryption.ts';
import { untoldSteps } from '../testflight/what-to-test.ts';
import type { Step } from './steps.ts';

export interface TestersWanted {
  /** Names or ids of TestFlight groups. */
  readonly beta_groups?: readonly string[] | undefined;
  readonly uses_encryption?: boolean | undefined;
}

interface TesterSteps {
  /** The export answer, without which neither App Review nor testers take the build. */
  readonly answers: readonly Step[];
  /** What to test, groups, beta review, notification. */
  readonly telling: readonly Step[];
  readonly notes: readonly string[];
}

/** What the version's build needs of TestFlight: only what is missing, refused where Apple would refuse it. */
export async function testerSteps(
  context: ToolContext,
  { app, build, texts }: VersionSnapshot,
  { beta_groups: groups = [], uses_encryption: encryption }: TestersWanted,
): Promise<TesterSteps> {
  if (groups.length === 0 && encryption === undefined) return { answers: [], telling: [], notes: [] };
  const beta = build === undefined ? undefined : await readBuild(context, app.id, build.id);
  if (beta === undefined) throw noBuild();
  const answer = await encryptionSteps(context, app, beta, encryption);
  if (groups.length === 0) return { answers: answer.steps, telling: [], notes: answer.notes };
  const notes = new Map(
    texts.flatMap(({ locale, whatsNew }) => (whatsNew === undefined ? [] : [[locale, whatsNew] as const])),
  );
  const given = await distributionOf(context, app, afterAnswer(beta, answer.steps, encryption), {
    groups,
    notify: true,
  });
  const giving = given.steps.length === 0 ? [] : await untoldSteps(context, app, beta, notes);
  return {
    answers: answer.steps,
    telling: [...giving, ...given.steps],
    notes: [...answer.notes, ...given.notes],
  };
}

/** The build as the rest of the plan finds it: answered. */
function afterAnswer(build: BetaBuild, answers: readonly Step[], encryption: boolean | undefined): BetaBuild {
  if (answers.length === 0) return build;
  return {
    ...build,
    encryption,
    external: build.external === 'MISSING_EXPORT_COMPLIANCE' ? 'READY_FOR_BETA_SUBMISSION' : build.external,
  };
}

function noBuild(): AscError {
  return notSent(
    'no_build',
    'The version has no build that testers could get.',
    'Attach one with asc_prepare_release first.',
  );
}
