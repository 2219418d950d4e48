import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { loadCatalog } from '../../src/catalog/index.ts';
import { areas, belongs } from '../../src/catalog/toolsets.ts';
import { AscError } from '../../src/client/errors.ts';
import { say } from '../../src/tools/answer.ts';
import { ascFindOperations } from '../../src/tools/asc-find-operations.ts';
import type { ToolContext } from '../../src/tools/context.ts';
import { type AnyTool, defineTool } from '../../src/tools/define.ts';
import { describe as describeOperation } from '../../src/tools/describe/run.ts';
import { asCallable, callingJobs, jobsFor } from '../../src/tools/jobs.ts';
import { jobs } from '../../src/tools/registry.ts';
import { disabledJob } from '../../src/tools/toolsets/index.ts';
import { metadataWorld } from './metadata-world.ts';

const buildShip = defineTool({
  name: 'asc_build_ship',
  title: 'Build a ship',
  kind: 'create',
  openWorld: true,
  job: { toolset: 'xcode-cloud', operations: 'ciBuildRuns_createInstance' },
  description: 'Builds a ship. Then floats it.',
  input: z.strictObject({
    name: z.string().describe('What it is called'),
    masts: z.array(z.enum(['main', 'mizzen'])).optional(),
    dry_run: z.boolean().optional(),
  }),
  run: (args) => say(JSON.stringify(args)),
});

const general = callingJobs(
  defineTool({
    name: 'asc_create',
    title: 'Create',
    kind: 'create',
    openWorld: true,
    description: 'Creates.',
    input: z.strictObject({ operation: z.string(), attributes: z.record(z.string(), z.any()).optional() }),
    run: () => say('an operation'),
  }),
);

async function withJob<Result>(use: (context: ToolContext) => Promise<Result>): Promise<Result> {
  const { context, close } = await metadataWorld();
  try {
    return await use({ ...context, jobs: [buildShip] });
  } finally {
    await close();
  }
}

async function codeOf(answer: Promise<unknown>): Promise<string> {
  const error = await answer.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof AscError ? `${error.code}: ${error.message} ${error.next}` : String(error);
}

describe('a job that is not listed', () => {
  it('is found with the operations that it does, and with its call and arguments', () =>
    withJob(async (context) => {
      expect(await ascFindOperations.call({ query: 'start an Xcode Cloud build' }, context)).toMatchObject({
        head: [
          expect.stringMatching(
            /^The whole job: asc_build_ship – Builds a ship\. Call: asc_create \{"operation":"asc_build_ship","attributes":\{…\}\} with name\*, masts, dry_run; asc_describe_operation explains them\.\nBest:\n- ciBuildRuns_createInstance/,
          ),
        ],
      });
    }));

  it('is described like an operation', () =>
    withJob(async (context) => {
      expect(describeOperation(context, { operation: 'asc_build_ship' })).toMatchObject({
        head: [
          [
            'asc_build_ship · Build a ship',
            'Builds a ship. Then floats it.',
            'name*: string – What it is called',
            'masts: list of main | mizzen',
            'dry_run: boolean',
            'Call: asc_create {"operation":"asc_build_ship","attributes":{…}}, or list it with --toolsets xcode-cloud.',
          ].join('\n'),
        ],
      });
    }));

  it('is called through the general tool of its kind, and parsed as strictly', () =>
    withJob(async (context) => {
      expect(
        await general.call(
          { operation: 'asc_build_ship', attributes: { name: 'Ida' }, dry_run: true },
          context,
        ),
      ).toEqual({ head: ['{"name":"Ida","dry_run":true}'] });
      expect(
        await codeOf(general.call({ operation: 'asc_build_ship', attributes: { nam: 'Ida' } }, context)),
      ).toMatch(/^illegal_arguments: asc_build_ship was not called\..*nearest: name/);
      expect(await codeOf(general.call({ operation: 'asc_build_ship', name: 'Ida' }, context))).toBe(
        'illegal_arguments: asc_build_ship was not called: its arguments belong into attributes, not beside it (name). asc_create {"operation":"asc_build_ship","attributes":{"name":"Ida"}}; asc_describe_operation explains them.',
      );
      expect(await general.call({ operation: 'apps_createInstance' }, context)).toEqual({
        head: ['an operation'],
      });
    }));

  it('is not done by a tool of another kind', () =>
    withJob(async (context) => {
      const read: AnyTool = callingJobs({ ...general, name: 'asc_read', kind: 'read' });
      expect(await codeOf(read.call({ operation: 'asc_build_ship' }, context))).toBe(
        'wrong_tool: asc_read does not do asc_build_ship. asc_create {"operation":"asc_build_ship","attributes":{…}} does.',
      );
      expect(
        await codeOf(read.call({ operation: 'asc_build_ship', params: { name: 'Ida' } }, context)),
      ).toContain('asc_create {"operation":"asc_build_ship","attributes":{"name":"Ida"}} does.');
    }));

  it('is written in next steps as it has to be called', () => {
    expect(
      asCallable('again: asc_build_ship {"name":"I}\\"da","masts":["main"]}, then asc_status {}', [
        buildShip,
      ]),
    ).toBe(
      'again: asc_create {"operation":"asc_build_ship","attributes":{"name":"I}\\"da","masts":["main"]}}, then asc_status {}',
    );
    const others = 'asc_build_ship {"name": and asc_create {"operation":"asc_build_ship","attributes":{}}';
    expect(asCallable(others, [buildShip])).toBe(others);
  });

  it('gives the call that does the same with the arguments of this one', () => {
    expect(disabledJob([buildShip], 'asc_build_ship', false, { name: 'Ada' })).toContain(
      'until then asc_create {"operation":"asc_build_ship","attributes":{"name":"Ada"}} does the same.',
    );
  });

  it('says how to enable it when it is called by its name', () => {
    expect(disabledJob([buildShip], 'asc_build_ship', false)).toBe(
      [
        'tool_not_enabled: asc_build_ship is in the toolset xcode-cloud, which is not enabled.',
        'Next: Start with --toolsets xcode-cloud; until then asc_create {"operation":"asc_build_ship","attributes":{…}} does the same.',
        'Nothing was sent.',
      ].join('\n'),
    );
  });
});

describe('the jobs for operations', () => {
  const named = (id: string, method: string) =>
    jobsFor(jobs(false), [{ id, method }]).map(({ name }) => name);

  it('change where the operation changes, and read where it reads', () => {
    const found = named('reviewSubmissions_updateInstance', 'PATCH');
    expect(found[0]).toBe('asc_control_release');
    expect(found.at(-1)).toBe('asc_check_release');
  });

  it('are there for an upload', () => {
    expect(named('buildUploads_createInstance', 'POST')).toEqual(['asc_upload_build']);
  });

  it('are those of the best operation, not of what comes far behind it', () =>
    withJob(async (context) => {
      const answer = await ascFindOperations.call(
        { query: 'cancel the review' },
        { ...context, jobs: jobs(false) },
      );
      expect(answer).toMatchObject({
        head: [
          expect.stringMatching(/^The whole job, with order and checks seen to: .*asc_control_release.*\n/),
        ],
      });
      expect(JSON.stringify(answer)).not.toContain('asc_list_reviews');
    }));

  it('begin with what reads for who asks whether a version is ready', () =>
    withJob(async (context) => {
      const answer = await ascFindOperations.call(
        { query: 'is 3.2 ready?' },
        { ...context, jobs: jobs(false) },
      );
      expect(answer).toMatchObject({
        head: [expect.stringMatching(/^The whole job,.*: asc_release_status, asc_check_release, /)],
      });
    }));

  it('leave room for three resources beside them', () =>
    withJob(async (context) => {
      const answer = await ascFindOperations.call(
        { query: 'make 100 one-time offer codes' },
        { ...context, jobs: jobs(false) },
      );
      expect(JSON.stringify(answer).match(/\\n- \w+: /g)).toHaveLength(3);
    }));
});

describe('every job', () => {
  const ids = loadCatalog().operationIds();

  it.each(jobs(false).map((tool) => [tool.name, tool] as const))(
    '%s names operations and a toolset that exist',
    (_name, { job }) => {
      for (const pattern of job?.operations.split(' ') ?? [])
        expect(
          ids.some((id) => belongs({ operations: pattern }, id)),
          pattern,
        ).toBe(true);
      if (job?.toolset !== undefined) expect(areas.map(({ name }) => name)).toContain(job.toolset);
    },
  );

  it('changes nothing where the server only reads', () => {
    expect(jobs(true).every(({ kind }) => kind === 'read')).toBe(true);
  });
});
